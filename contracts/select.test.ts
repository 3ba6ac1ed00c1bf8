import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeCaipaiError, isCaipaiError } from '../emulators/core/errors.ts'
import { loadPlatforms, platformIds } from '../emulators/index.ts'
import { loadConfig } from './bot/config.ts'
import { claimsOf } from './scenario/claims.ts'
import { findLibrary } from './scenario/find.ts'
import { loadScenario } from './scenario/load.ts'
import { selectScenarios } from './select.ts'

const known = (await loadPlatforms()).map((module) => module.info)

/** What is said about each variant of a scenario for such a bot: its variant and why it is not played. */
async function select(config: string, scenario: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-select-'))
  writeFileSync(join(folder, 'c.yaml'), config)
  writeFileSync(join(folder, 's.yaml'), `name: A greeting\n${scenario}\nsteps: [{ send: 你好 }]\n`)
  const selected = await selectScenarios(loadConfig('c.yaml', folder, {}), { files: ['s.yaml'], cwd: folder })
  return selected.map(({ scenario: { variant }, skip }) => `${variant}: ${skip?.why ?? 'played'}`)
}

const inEveryMode = 'platform: wechat\nmatrix: { account.mode: [plain, compatible, secure] }'
const overBoth = 'platform: dingtalk\nmatrix: { robot.mode: [http, stream] }'
const lacking = (claim: string): string => `needs ${claim}, which the bot does not claim`

it.each([
  [
    'WeChat, nothing claimed',
    'bot: { webhooks: { wechat: /wx } }',
    inEveryMode,
    [
      'account.mode=plain: played',
      `account.mode=compatible: ${lacking('encryption')}`,
      `account.mode=secure: ${lacking('encryption')}`,
    ],
  ],
  [
    'WeChat, encryption claimed',
    'bot: { webhooks: { wechat: /wx } }\nclaims: [encryption]',
    inEveryMode,
    ['account.mode=plain: played', 'account.mode=compatible: played', 'account.mode=secure: played'],
  ],
  [
    'WeChat, an account in secure mode',
    'bot: { webhooks: { wechat: /wx } }\nplatforms: { wechat: { account.mode: secure } }',
    inEveryMode,
    [`account.mode=plain: ${lacking('plain')}`, 'account.mode=compatible: played', 'account.mode=secure: played'],
  ],
  [
    'DingTalk with a webhook',
    'bot: { webhooks: { dingtalk: /ding } }',
    overBoth,
    ['robot.mode=http: played', `robot.mode=stream: ${lacking('stream')}`],
  ],
  [
    'DingTalk without one',
    'bot: {}\nplatforms: { dingtalk: {} }',
    overBoth,
    [`robot.mode=http: ${lacking('http-callback')}`, 'robot.mode=stream: played'],
  ],
  [
    'a platform the config does not name',
    'bot: { webhooks: { wechat: /wx } }',
    'platform: dingtalk',
    [': plays on dingtalk, which the config does not name'],
  ],
])('plays what the bot can do, and says why not: %s', async (_case, config, scenario, expected) => {
  expect(await select(config, scenario)).toEqual(expected)
})

it('names the nearest claim for one nobody needs, with its place', async () => {
  const config = 'bot: { webhooks: { wechat: /wx } }\nclaims: [model, service-mesages, of-my-own]'
  const error = await select(config, 'platform: wechat').catch((reason: unknown) => reason)
  expect(isCaipaiError(error) ? describeCaipaiError(error) : error).toContain(
    'c.yaml:2:17  claims[1]: no scenario needs "service-mesages"\n  fix   Did you mean "service-messages"?',
  )
})

it('the library needs nothing the platforms do not explain', () => {
  const explained = claimsOf(known)
  const needed = findLibrary(platformIds).flatMap(({ path, shownAs }) =>
    loadScenario(path, shownAs, known).flatMap(({ file, needs }) => needs.map((need) => `${need} (${file})`)),
  )
  expect(needed.length).toBeGreaterThan(100)
  expect(needed.filter((need) => !explained.has(need.split(' ')[0] ?? ''))).toEqual([])
})
