import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { z } from 'zod'
import { readText } from '../files.ts'
import { duration } from '../../emulators/core/duration.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { readYaml } from '../yaml/read.ts'
import type { YamlDocument } from '../yaml/document.ts'
import { readLogPattern } from './log-pattern.ts'
import { applyOverrides, type OverrideSources } from './overrides.ts'

const text = z.string().min(1)
const settings = z
  .record(z.string(), z.unknown())
  .nullable()
  .transform((given) => given ?? {})
const envValue = z
  .union([z.string(), z.number(), z.boolean()])
  .nullable()
  .transform((given) => (given === null ? null : String(given)))
const portNumber = z.int().min(0).max(65_535)
const logPattern = text.refine(isLogPattern, 'expected a text, or a regular expression such as /ready on \\d+/')

const ready = z
  .strictObject({
    http: text.optional().describe('A URL, or a path on the bot’s port, that answers below 500'),
    log: logPattern.optional().describe('A text that a line of its log has to contain, or /pattern/'),
    call: text
      .optional()
      .describe('An operation it calls with success, for a bot that only connects to us: dingtalk.gateway.connect'),
    port: z.literal(true).optional().describe('The bot’s port accepts connections'),
    within: duration.optional().describe('How long to wait for it; default: 30s, and 3s for a bot that runs already'),
  })
  .refine(
    ({ http, log, call, port }) => [http, log, call, port].filter((one) => one !== undefined).length <= 1,
    'give one of http, log, call and port',
  )

const bot = z.strictObject({
  kind: z
    .enum(['server', 'script'])
    .default('server')
    .describe('A server is started once and stays; a script is run by the step run-bot, and ends'),
  command: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe(
      'Starts the bot. A list is run as it is, with templates filled in; a text goes through the shell as it stands. Absent: the bot runs already',
    ),
  cwd: text.default('.').describe('Where it is started, seen from this file'),
  env: z
    .record(z.string(), envValue)
    .default({})
    .describe('Its environment; {wechat.baseUrl}, {model.apiKey}, {bot.port} … are filled in; null takes one away'),
  port: portNumber.default(0).describe('The port it shall listen on, as {bot.port}; 0: any free one'),
  ready: ready.default({}).describe('How to tell that it is ready; default: its port accepts connections'),
  webhooks: z
    .record(z.string(), z.union([text, z.record(z.string(), text)]))
    .default({})
    .describe('Per platform, the URL it pushes to, or a path on the bot’s port; platforms with several take a mapping'),
  stopWithin: duration.default(5000).describe('How long it may take to stop before it is killed'),
})

function isLogPattern(given: string): boolean {
  try {
    readLogPattern(given)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** What `caipai.config.yaml` may say. */
export const configSchema = z.strictObject({
  bot: bot.describe('The bot under test'),
  claims: z.array(text).default([]).describe('What the bot can do; scenarios that need more are skipped, visibly'),
  platforms: z
    .record(z.string(), settings)
    .default({})
    .describe('Which platforms run, with their settings; default: those of the webhooks'),
  scenarios: z
    .array(text)
    .default([])
    .describe('Which scenario files to play, as globs seen from this file; default: the library’s for your platforms'),
  clock: z
    .strictObject({ settle: duration.optional(), patience: duration.optional() })
    .default({})
    .describe('How long silence has to last before time jumps, in real time'),
  stages: z.int().min(1).max(16).default(1).describe('How many bots, each with a world of its own, play side by side'),
  seed: z
    .union([text, z.number().transform(String)])
    .optional()
    .describe('Makes ids repeatable; default: new ones each time'),
  failOn: z
    .enum(['broken', 'risky', 'hint'])
    .default('broken')
    .describe('How bad a finding has to be to fail a rehearsal: broken only, risky too, or any'),
  allow: z.array(text).default([]).describe('Findings that do not fail a rehearsal, by id'),
  server: z
    .strictObject({
      host: text.default('127.0.0.1'),
      port: portNumber.default(0).describe('0: any free one'),
      allowHosts: z.array(text).default([]).describe('Hosts pushes may go to besides this machine'),
    })
    .default({ host: '127.0.0.1', port: 0, allowHosts: [] }),
})

export type ConfigFile = z.output<typeof configSchema>

/** A config that has been read, with the place it came from. */
export interface Config extends ConfigFile {
  /** Absolute path of the file. */
  readonly path: string
  /** The folder paths in it are seen from. */
  readonly folder: string
  readonly document: YamlDocument
}

export const CONFIG_NAME = 'caipai.config.yaml'

/**
 * Reads a config. What flags say goes before the environment (`CAIPAI_…`), the environment before the file.
 *
 * @throws CaipaiError `CONFIG_MISSING`, `YAML_INVALID` with every problem in it, `OVERRIDE_INVALID`, `CONFIG_CONFLICT`
 */
export function loadConfig(
  path = CONFIG_NAME,
  cwd = process.cwd(),
  sources: OverrideSources = { env: process.env },
): Config {
  const absolute = resolve(cwd, path)
  const shownAs = relative(cwd, absolute) || absolute
  if (!existsSync(absolute)) {
    throw new CaipaiError(`there is no ${shownAs}`, {
      code: 'CONFIG_MISSING',
      fix: 'Write one with: npx caipai init   (or name another with --config)',
    })
  }
  // The file has to be sound by itself, so that its problems are told with their places.
  const { document } = readYaml(readText(absolute, shownAs), shownAs, configSchema)
  const value = applyOverrides(document, configSchema, sources)
  const config = { ...value, path: absolute, folder: dirname(absolute), document }
  checkConflicts(config)
  return config
}

function checkConflicts(config: Config): void {
  const { command, port, ready: given } = config.bot
  const conflict = (message: string, fix: string, ...path: PropertyKey[]): CaipaiError =>
    new CaipaiError(message, { code: 'CONFIG_CONFLICT', where: whereIs(config, ...path), fix })
  if (config.stages > 1 && command === undefined) {
    const fix = 'Let caipai start the bots (bot.command), or set stages to 1.'
    throw conflict(`one running bot cannot play on ${config.stages} stages`, fix, 'stages')
  }
  if (config.stages > 1 && port !== 0) {
    const fix = "Leave bot.port out and give the bot its port as '{bot.port}', or set stages to 1."
    throw conflict(`${config.stages} bots side by side cannot share port ${port}`, fix, 'bot', 'port')
  }
  if (command === undefined && given.log !== undefined) {
    const fix = 'Use ready: { http: … }, or let caipai start the bot: bot.command.'
    throw conflict('nobody can see the log of a bot that runs already', fix, 'bot', 'ready', 'log')
  }
}

/** Where something stands in the config's file: `caipai.config.yaml:3:5`. */
export function whereIs({ document }: Config, ...path: readonly PropertyKey[]): string {
  const { line, column } = document.positionOf(path)
  return `${document.file}:${line}:${column}`
}

/** The platforms a config asks for: those with settings or webhooks, and the model. */
export function platformsOf(config: ConfigFile): string[] {
  return [...new Set([...Object.keys(config.platforms), ...Object.keys(config.bot.webhooks), 'model'])]
}
