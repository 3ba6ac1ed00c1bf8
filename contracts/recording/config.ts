import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { z } from 'zod'
import { readText } from '../files.ts'
import { duration } from '../../emulators/core/duration.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { expandDottedKeys } from '../../emulators/core/settings.ts'
import type { YamlDocument } from '../yaml/document.ts'
import { explainIssues } from '../yaml/explain-issue.ts'
import { yamlError, type YamlProblem } from '../yaml/problem.ts'
import { readYaml } from '../yaml/read.ts'
import { MATCHES } from './matchers.ts'

const text = z.string().min(1)
const isHttp = (given: string): boolean => URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)
const httpUrl = z.string().refine(isHttp, 'expected a URL such as https://api.weixin.qq.com')

const account = z.strictObject({
  upstream: z
    .union([httpUrl, z.record(z.string().startsWith('/', 'expected a path such as /v1.0/'), httpUrl)])
    .describe('Where the real platform is; several by the beginning of their paths'),
  bot: z
    .union([httpUrl, z.record(text, httpUrl)])
    .optional()
    .describe('Where the bot listens for its pushes; a platform with several webhooks takes a mapping'),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('The account, as in caipai.config.yaml; write $NAME for what stands in an environment variable'),
})

/** What `record.yaml` may say. */
export const recordSchema = z.strictObject({
  listen: z
    .strictObject({
      host: text.default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(7710),
    })
    .default({ host: '127.0.0.1', port: 7710 })
    .describe('Where the recorder listens'),
  url: httpUrl.optional().describe('How the platform reaches the recorder; default: where it listens'),
  botUrl: httpUrl.optional().describe('How the bot reaches the recorder; default: where it listens'),
  output: text.default('recordings').describe('The folder it writes to, seen from this file'),
  name: text.default('A recorded conversation').describe('The name of the scenario'),
  match: z.enum(MATCHES).default('exact').describe('How replies are to be compared'),
  pause: duration.default(10_000).describe('Longer pauses of people are recorded as advance'),
  hide: z.array(text).default([]).describe('Further texts that must not be written; $NAME for an environment variable'),
  platforms: z
    .record(text, account)
    .refine((given) => Object.keys(given).length > 0, 'expected at least one platform')
    .describe('What is recorded'),
})

/** One account to be recorded. */
export interface RecordedAccount {
  readonly info: PlatformInfo
  /** Origins by the beginning of the path, longest first. */
  readonly upstream: readonly (readonly [prefix: string, origin: string])[]
  /** The bot's URLs by webhook. */
  readonly bot: ReadonlyMap<string, URL>
  readonly settings: Readonly<Record<string, unknown>>
  /** The settings as they were given, without what came from the environment. */
  readonly plain: Readonly<Record<string, unknown>>
}

/** A record config that has been read. */
export interface RecordConfig extends Omit<z.output<typeof recordSchema>, 'platforms' | 'output'> {
  /** Absolute. */
  readonly output: string
  readonly accounts: readonly RecordedAccount[]
  /** Every value that came from the environment, and the hidden fields of the settings. */
  readonly secrets: readonly string[]
}

const REFERENCE = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/

/**
 * Reads a record config.
 *
 * @throws CaipaiError `CONFIG_MISSING`, or `YAML_INVALID` with the place of every problem
 */
export function loadRecordConfig(
  path: string,
  known: readonly PlatformInfo[],
  env: Readonly<Record<string, string | undefined>>,
  cwd = process.cwd(),
): RecordConfig {
  const absolute = resolve(cwd, path)
  const shownAs = relative(cwd, absolute) || absolute
  if (!existsSync(absolute)) {
    throw new CaipaiError(`there is no ${shownAs}`, {
      code: 'CONFIG_MISSING',
      fix: 'Write one, as `caipai record --help` shows, or name another with --config.',
    })
  }
  const { value, document } = readYaml(readText(absolute, shownAs), shownAs, recordSchema)
  const problems: YamlProblem[] = []
  const secrets: string[] = []
  const { platforms, output, ...rest } = value
  const hide = rest.hide.map((given, at) => resolveTexts(given, ['hide', at]) as string)
  const accounts = Object.entries(platforms).flatMap(([id, given]) => {
    const info = known.find((one) => one.id === id)
    if (info?.recall === undefined) {
      const recordable = known.filter((one) => one.recall !== undefined).map((one) => one.id)
      problem(['platforms', id], `${id} cannot be recorded`, `Record one of: ${recordable.join(', ')}`)
      return []
    }
    return [readAccount(info, given, ['platforms', id])]
  })
  if (problems.length > 0) throw yamlError(problems)
  return { ...rest, hide, output: resolve(dirname(absolute), output), accounts, secrets: [...secrets, ...hide] }

  function problem(place: readonly PropertyKey[], message: string, fix: string): void {
    const { line, column } = document.positionOf(place)
    problems.push({ file: shownAs, line, column, path: place.map(String).join('.'), message, fix })
  }

  /** Fills in what stands in the environment; all of that is secret. */
  function resolveTexts(given: unknown, place: readonly PropertyKey[]): unknown {
    if (Array.isArray(given)) return given.map((inner, at) => resolveTexts(inner, [...place, at]))
    if (typeof given === 'object' && given !== null) {
      return Object.fromEntries(
        Object.entries(given).map(([key, inner]) => [key, resolveTexts(inner, [...place, key])]),
      )
    }
    const name = typeof given === 'string' ? REFERENCE.exec(given)?.[1] : undefined
    if (name === undefined) return given
    const found = env[name]
    if (found === undefined || found === '') {
      problem(place, `the environment has no ${name}`, `Set ${name} before you start the recorder.`)
      return given
    }
    secrets.push(found)
    return found
  }

  function readAccount(
    info: PlatformInfo,
    given: z.output<typeof account>,
    place: readonly PropertyKey[],
  ): RecordedAccount {
    const filled = expandDottedKeys(resolveTexts(given.settings, [...place, 'settings']) as Record<string, unknown>)
    const read = info.settings.safeParse(filled)
    if (!read.success && problems.length === 0) {
      problems.push(
        ...explainIssues(read.error.issues, viewOf(document, filled, [...place, 'settings']), info.settings),
      )
    }
    collectSecrets(filled, info.secretFields, secrets)
    const hooks = Object.keys(info.webhooks)
    const bot = typeof given.bot === 'string' ? { [hooks[0] ?? '']: given.bot } : (given.bot ?? {})
    for (const name of Object.keys(bot)) {
      if (hooks.includes(name)) continue
      const fix = hooks.length === 0 ? 'Leave bot out: this platform never pushes.' : `Use one of: ${hooks.join(', ')}`
      problem([...place, 'bot'], `${info.id} has no webhook ${JSON.stringify(name)}`, fix)
    }
    const upstream = typeof given.upstream === 'string' ? { '/': given.upstream } : given.upstream
    return {
      info,
      upstream: Object.entries(upstream).sort(([a], [b]) => b.length - a.length),
      bot: new Map(Object.entries(bot).map(([name, url]) => [name, new URL(url)])),
      settings: read.data ?? {},
      plain: filled,
    }
  }
}

function viewOf(document: YamlDocument, value: unknown, place: readonly PropertyKey[]): YamlDocument {
  return {
    ...document,
    value,
    positionOf: (path) => document.positionOf([...place, ...path]),
    positionOfKey: (path, key) => document.positionOfKey([...place, ...path], key),
    sourceOf: (path) => document.sourceOf([...place, ...path]),
  }
}

const SECRET_NAME = /secret|token|password|apikey|aeskey/i

function collectSecrets(settings: unknown, fields: readonly string[], into: string[], field = ''): void {
  if (typeof settings === 'string') {
    const isSecret = SECRET_NAME.test(field) || fields.some((one) => one.toLowerCase() === field.toLowerCase())
    if (isSecret) into.push(settings)
  } else if (typeof settings === 'object' && settings !== null) {
    for (const [key, inner] of Object.entries(settings)) collectSecrets(inner, fields, into, key)
  }
}
