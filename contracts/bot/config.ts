import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { z } from 'zod'
import { duration } from '../../emulators/core/duration.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { readYaml } from '../yaml/read.ts'
import type { YamlDocument } from '../yaml/document.ts'

const text = z.string().min(1)
const record = z.record(z.string(), z.unknown())
const envValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const ready = z
  .strictObject({
    http: text.optional().describe('A URL, or a path on the bot’s port, that answers below 500'),
    log: text.optional().describe('A text its log has to show, or /pattern/'),
    port: z.literal(true).optional().describe('The bot’s port accepts connections'),
    within: duration.default(30_000).describe('How long to wait for it'),
  })
  .refine(
    (check) => [check.http, check.log, check.port].filter((one) => one !== undefined).length <= 1,
    'give one of http, log and port',
  )

const bot = z.strictObject({
  command: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe('Starts the bot. A list is run as it is, a text by the shell. Absent: the bot runs already'),
  cwd: text.default('.').describe('Where it is started, seen from this file'),
  env: z
    .record(z.string(), envValue)
    .default({})
    .describe('Its environment; {wechat.baseUrl}, {model.apiKey}, {bot.port} … are filled in'),
  port: z.int().min(0).max(65_535).default(0).describe('The port it shall listen on, as {bot.port}; 0: any free one'),
  ready: ready
    .default({ within: 30_000 })
    .describe('How to tell that it is ready; default: its port accepts connections'),
  webhooks: z
    .record(z.string(), z.union([text, z.record(z.string(), text)]))
    .default({})
    .describe('Per platform, the URL it pushes to, or a path on the bot’s port; platforms with several take a mapping'),
  stopWithin: duration.default(5000).describe('How long it may take to stop before it is killed'),
})

/** What `caipai.config.yaml` may say. */
export const configSchema = z.strictObject({
  bot: bot.describe('The bot under test'),
  claims: z.array(text).default([]).describe('What the bot can do; scenarios that need more are skipped, visibly'),
  platforms: z
    .record(z.string(), record)
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
  seed: text.optional().describe('Makes ids repeatable; default: new ones each time'),
  allow: z.array(text).default([]).describe('Findings that do not fail a rehearsal, by id'),
  server: z
    .strictObject({
      host: text.default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(0).describe('0: any free one'),
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
 * Reads a config.
 *
 * @throws CaipaiError `CONFIG_MISSING`, or `YAML_INVALID` with every problem in it
 */
export function loadConfig(path = CONFIG_NAME, cwd = process.cwd()): Config {
  const absolute = resolve(cwd, path)
  if (!existsSync(absolute)) {
    throw new CaipaiError(`there is no ${relative(cwd, absolute) || absolute}`, {
      code: 'CONFIG_MISSING',
      fix: 'Write one with: npx caipai init   (or name another with --config)',
    })
  }
  const { value, document } = readYaml(readFileSync(absolute, 'utf8'), relative(cwd, absolute), configSchema)
  return { ...value, path: absolute, folder: dirname(absolute), document }
}

/** The platforms a config asks for: those with settings or webhooks, and the model. */
export function platformsOf(config: ConfigFile): string[] {
  return [...new Set([...Object.keys(config.platforms), ...Object.keys(config.bot.webhooks), 'model'])]
}
