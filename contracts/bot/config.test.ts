import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { describeCaipaiError, isCaipaiError } from '../../emulators/core/errors.ts'
import { formatProblem } from '../yaml/problem.ts'
import { checkPlatforms } from './check-platforms.ts'
import { configSchema, loadConfig, platformsOf, type Config } from './config.ts'
import { flagsAsVariables, type OverrideSources } from './overrides.ts'

function load(yaml: string, sources: OverrideSources = {}): Config {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-config-'))
  writeFileSync(join(folder, 'c.yaml'), yaml)
  return loadConfig('c.yaml', folder, sources)
}

function errorOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (isCaipaiError(error)) return describeCaipaiError(error)
    throw error
  }
  return 'no error'
}

it('fills in what a short config leaves out', () => {
  const { bot, clock, stages, seed, server, scenarios, claims, allow } = load('bot: { command: node bot.js }')
  expect({ bot, clock, stages, seed, server, scenarios, claims, allow }).toEqual({
    bot: {
      kind: 'server',
      command: 'node bot.js',
      cwd: '.',
      env: {},
      port: 0,
      ready: {},
      webhooks: {},
      stopWithin: 5000,
    },
    clock: {},
    stages: 1,
    seed: undefined,
    server: { host: '127.0.0.1', port: 0, allowHosts: [] },
    scenarios: [],
    claims: [],
    allow: [],
  })
})

it('reads values as their writers mean them', () => {
  const config = load(
    `bot:
  env: { A: 1, B: true, C: '{wechat.token}', D: }
  ready: { log: /up/, within: 1m }
  command: [python3, bot.py]
  webhooks: { dingtalk: { robot: /robot } }
platforms: { wechat: , livechat: { account.mode: x } }
seed: 42
clock: { settle: 50ms, patience: 0 }`,
  )
  expect(config.bot.env).toEqual({ A: '1', B: 'true', C: '{wechat.token}', D: null })
  expect(config.bot.ready).toEqual({ log: '/up/', within: 60_000 })
  expect(config.platforms).toEqual({ wechat: {}, livechat: { 'account.mode': 'x' } })
  expect(config.seed).toBe('42')
  expect(config.clock).toEqual({ settle: 50, patience: 0 })
  expect(platformsOf(config)).toEqual(['wechat', 'livechat', 'dingtalk', 'model'])
})

it('lets flags go before variables, and variables before the file', () => {
  const yaml = 'bot: { command: [node, a.js], ready: { http: /healthz } }\nseed: file\nstages: 2\nclock: { settle: 1s }'
  const env = { CAIPAI_SEED: 'variable', CAIPAI_STAGES: '3', CAIPAI_BOT_COMMAND: 'node b.js', CAIPAI_SETTLE: '' }
  const { bot, seed, stages, clock } = load(yaml, {
    env: { ...env, CAIPAI_READY_WITHIN: '5s' },
    flags: { seed: 'flag', stages: undefined },
  })
  expect({ seed, stages, clock }).toEqual({ seed: 'flag', stages: 3, clock: { settle: 1000 } })
  expect([bot.command, bot.ready]).toEqual(['node b.js', { http: '/healthz', within: 5000 }])
})

it('hands flags on as variables', () => {
  expect(flagsAsVariables({ seed: 's', stages: undefined })).toEqual({ CAIPAI_SEED: 's' })
})

it.each([
  [{ flags: { stages: 'many' } }, '--stages  expected a number; got "many"'],
  [{ env: { CAIPAI_STAGES: '99' } }, 'CAIPAI_STAGES  expected 16 or less; got 99'],
  [
    { env: { CAIPAI_PATIENCE: '8' } },
    'CAIPAI_PATIENCE  expected a duration such as 500ms, 8s, 1h30m or 3d; 8 has no unit',
  ],
  [{ env: { CAIPAI_PORT: '70000' } }, 'CAIPAI_PORT  expected 65535 or less; got 70000'],
])('explains %j', (sources, expected) => {
  const told = errorOf(() => load('bot: {}', sources))
  expect(told.split('\n')[0]).toBe(expected)
  expect(told).toMatch(/code {2}OVERRIDE_INVALID$/)
})

it.each([
  ['bots: {}', 'c.yaml:1:1  unknown key "bots"\n  fix   Did you mean "bot"?'],
  ['bot: { comand: x }', 'c.yaml:1:8  bot: unknown key "comand"\n  fix   Did you mean "command"?'],
  ['bot: { command: [] }', 'c.yaml:1:17  bot.command: expected at least one entry; got an empty list'],
  [
    'bot: { env: { PORT: {bot.port} } }',
    'c.yaml:1:21  bot.env.PORT: expected a text, a number or true or false; got a mapping\n  fix   Put it in quotes: "{bot.port}"',
  ],
  ['bot: { port: 99999 }', 'c.yaml:1:14  bot.port: expected 65535 or less; got 99999'],
  ['bot: { ready: { http: /a, log: b } }', 'c.yaml:1:15  bot.ready: give one of http, log, call and port'],
  [
    'bot: { ready: { log: "/(/" } }',
    'c.yaml:1:22  bot.ready.log: expected a text, or a regular expression such as /ready on \\d+/; got "/(/"',
  ],
  [
    'bot: {}\nclock: { settle: 5 }',
    'c.yaml:2:18  clock.settle: expected a duration such as 500ms, 8s, 1h30m or 3d; 5 has no unit',
  ],
  ['', 'c.yaml:1:1  bot: bot is missing; expected a mapping'],
])('explains %j', (yaml, expected) => {
  expect(errorOf(() => load(yaml))).toBe(`1 problem in c.yaml\n${expected}\n  code  YAML_INVALID`)
})

it.each([
  ['bot: {}\nstages: 2', 'c.yaml:2:9  one running bot cannot play on 2 stages'],
  ['bot: { command: x, port: 3000 }\nstages: 2', 'c.yaml:1:26  2 bots side by side cannot share port 3000'],
  ['bot: { ready: { log: up } }', 'c.yaml:1:22  nobody can see the log of a bot that runs already'],
])('refuses what does not go together: %j', (yaml, expected) => {
  const told = errorOf(() => load(yaml))
  expect(told.split('\n')[0]).toBe(expected)
  expect(told).toMatch(/\n {2}fix {3}.*\n {2}code {2}CONFIG_CONFLICT$/)
})

it('tells how to get a config when there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-config-'))
  expect(errorOf(() => loadConfig(undefined, folder, {}))).toBe(
    'there is no caipai.config.yaml\n  fix   Write one with: npx caipai init   (or name another with --config)\n  code  CONFIG_MISSING',
  )
})

const platform = (id: string, webhooks: readonly string[]): PlatformInfo => ({
  id,
  title: { en: id, zh: id },
  settings: z.strictObject({
    account: z.strictObject({ mode: z.enum(['plain', 'secure']).default('plain') }).optional(),
  }),
  webhooks: Object.fromEntries(webhooks.map((name) => [name, name])),
  outcomes: {},
  operations: [
    { id: `${id}.token`, method: '*', path: '/t', summary: 't', rows: [], source: 'https://a.b', certainty: 'assumed' },
  ],
  acts: {},
  secretFields: [],
  prefixes: [],
})
const known = [platform('wechat', ['push']), platform('dingtalk', ['robot', 'event']), platform('model', [])]

it.each([
  [
    'platforms: { wechta: {} }',
    'c.yaml:2:14  platforms: there is no platform "wechta"\n  fix   Did you mean "wechat"?',
  ],
  [
    'platforms: { slack: {} }',
    'c.yaml:2:14  platforms: there is no platform "slack"\n  fix   Use one of: wechat, dingtalk, model',
  ],
  [
    'platforms:\n  wechat:\n    account: { mode: secrue }',
    'c.yaml:4:22  platforms.wechat.account.mode: expected one of plain, secure; got "secrue"\n  fix   Did you mean "secure"?',
  ],
  [
    'platforms: { wechat: { acount: {} } }',
    'c.yaml:2:24  platforms.wechat: unknown key "acount"\n  fix   Did you mean "account"?',
  ],
])('holds the platforms of a config against those there are: %j', (yaml, expected) => {
  expect(checkPlatforms(load(`bot: {}\n${yaml}`), known).map(formatProblem)).toEqual([expected])
})

it.each([
  ['{ dingtlk: /x }', 'c.yaml:1:20  bot.webhooks: there is no platform "dingtlk"\n  fix   Did you mean "dingtalk"?'],
  [
    '{ dingtalk: { robto: /x } }',
    'c.yaml:1:32  bot.webhooks.dingtalk: there is no webhook "robto"\n  fix   Did you mean "robot"?',
  ],
  ['{ model: /x }', 'c.yaml:1:20  bot.webhooks: model never pushes, so it has no webhook\n  fix   Leave it out.'],
])('holds the webhooks of a config against the platforms: %j', (webhooks, expected) => {
  expect(checkPlatforms(load(`bot: { webhooks: ${webhooks} }`), known).map(formatProblem)).toEqual([expected])
})

it('holds the call a bot is ready with against the operations', () => {
  expect(checkPlatforms(load('bot: { ready: { call: wechat.tokn } }'), known).map(formatProblem)).toEqual([
    'c.yaml:1:23  bot.ready.call: there is no operation "wechat.tokn"\n  fix   Did you mean "wechat.token"?',
  ])
  expect(checkPlatforms(load('bot: { ready: { call: wechat.* } }'), known)).toEqual([])
})

it('accepts sound settings, also with dots', () => {
  const yaml =
    'bot: { webhooks: { wechat: /wx, dingtalk: { event: /e } } }\nplatforms: { wechat: { account.mode: secure }, model: }'
  expect(checkPlatforms(load(yaml), known)).toEqual([])
})

it('can be published as a JSON Schema', () => {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  expect(schema).toMatchObject({ required: ['bot'], additionalProperties: false })
  expect(Object.keys(schema.properties ?? {})).toContain('platforms')
})
