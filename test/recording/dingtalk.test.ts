import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { DirectedWorld } from '../../emulators/index.ts'
import { recordConversation, REFERENCE_BOT, replay, type Recorded } from '../support/recorded-conversation.ts'

const app = {
  clientId: 'dingrealapp000000001',
  clientSecret: 'the-secret-of-the-real-app-0000001',
}
const corpId = 'dingrealcorp00000000000000000000001'
const modelKey = 'sk-the-real-key-of-the-model-0003'
const settings = { dingtalk: { corpId, app, people: { zhang3: { nick: '张三丰' } } } }
const record = {
  dingtalk: '    settings: { corpId: $REAL_CORP, app: { clientId: $REAL_ID, clientSecret: $REAL_SECRET } }\n',
}
const env = { REAL_CORP: corpId, REAL_ID: app.clientId, REAL_SECRET: app.clientSecret }
const model = {
  apiKey: modelKey,
  answers: [
    { when: '你好', says: '您好，我是小彩。' },
    { when: '讲个故事', says: '从前有座山，山里有座庙。', after: '700ms' },
    { says: '好的。' },
  ],
}
const bot = (transport: 'stream' | 'http' | 'both', more = ''): string =>
  `{ command: [node, ${JSON.stringify(REFERENCE_BOT)}], ready: { http: /healthz }, env: {
  PORT: '{bot.port}', OPENAI_BASE_URL: '{model.baseUrl}', OPENAI_API_KEY: '{model.apiKey}', MODEL: caipai-1,
  BOT_STATE_DIR: '{stage.folder}', DINGTALK_API_BASE: '{dingtalk.baseUrl}', DINGTALK_OAPI_BASE: '{dingtalk.baseUrl}',
  DINGTALK_CLIENT_ID: '{dingtalk.clientId}', DINGTALK_CLIENT_SECRET: '{dingtalk.clientSecret}',
  DINGTALK_ROBOT_CODE: '{dingtalk.robotCode}', DINGTALK_CORP_ID: '{dingtalk.corpId}', DINGTALK_RETRY_MS: '10',
  DINGTALK_TRANSPORT: ${transport}${more} } }`

async function untilSaid(world: DirectedWorld, replies: number): Promise<void> {
  const lines = (): number => world.transcript.lines().filter((line) => line.who === 'bot' && !line.open).length
  expect(await world.until(() => (lines() >= replies ? true : undefined), 30_000, `${replies} replies`)).toBe(true)
}

/** Tokens, sessions, tickets and ids of the journal: whatever the platform has made up. */
function madeUp(world: DirectedWorld): string[] {
  const text = JSON.stringify(world.journal.entries())
  const fields =
    /\\*"(?:accessToken|ticket|conversationToken|msgId|messageId|connectionId|senderId|senderStaffId|userId|unionId|conversationId|openConversationId|downloadCode|processQueryKey|outTrackId|appId)\\*":\s*\\*"([^"\\]+)/g
  const sessions = /session=([0-9A-Za-z_-]{16,})/g
  const found = [...text.matchAll(fields), ...text.matchAll(sessions)].map((match) => match[1] ?? '')
  expect(found.length).toBeGreaterThan(5)
  return [...new Set(found)].filter((id) => id.length > 5)
}

function expectNoSecrets(recorded: Recorded, ids: readonly string[]): void {
  for (const secret of [...Object.values(app), corpId, modelKey, '张三丰', ...ids])
    expect(recorded.all).not.toContain(secret)
}

it('records HTTP callbacks, by webhook and by the OpenAPI, and plays them with fresh sessions', async () => {
  let ids: string[] = []
  const recorded = await recordConversation({
    platforms: ['dingtalk', 'model'],
    settings: { ...settings, model },
    bot: bot('http', ", DINGTALK_CARDS: 'off'"),
    webhooks: { dingtalk: { robot: '/dingtalk' } },
    record,
    env,
    async hold(world) {
      await world.act('dingtalk', 'send', '你好')
      await untilSaid(world, 1)
      await world.act('dingtalk', 'send', { from: 'zhang3', group: '研发讨论', text: '@小助手 讲个故事' })
      await untilSaid(world, 2)
      // The webhook is over, so the bot goes by the OpenAPI.
      world.patchSettings('dingtalk', { session: { alreadyPast: '1h', policy: 'fresh' } })
      await world.act('dingtalk', 'send', { from: 'zhang3', text: '还在吗' })
      await untilSaid(world, 3)
      ids = madeUp(world)
    },
  })
  expect(recorded.told).toEqual([])
  expectNoSecrets(recorded, ids)
  expect(recorded.text).toContain('- expect: { reply: "@bob 从前有座山，山里有座庙。", to: group-1 }')
  const webhooks = { dingtalk: { robot: '/dingtalk' } }
  const again = await replay(recorded, bot('http', ", DINGTALK_CARDS: 'off'"), webhooks)
  expect(again.failure).toBeUndefined()
  expect(again.failing).toEqual([])
  const lost = bot('http', ", DINGTALK_CARDS: 'off'").replace('{model.baseUrl}', '{model.baseUrl}/lost')
  const wrong = await replay(recorded, lost, webhooks)
  expect(wrong.failure?.expected).toContain('saying "您好，我是小彩。"')
}, 60_000)

it('records Stream connections with cards, files and a disconnect, and plays them', async () => {
  let ids: string[] = []
  const base64 = Buffer.from('what stands in the file').toString('base64')
  const recorded = await recordConversation({
    platforms: ['dingtalk', 'model'],
    settings: { ...settings, model },
    bot: bot('stream'),
    webhooks: {},
    record,
    env,
    async hold(world, url) {
      await world.act('dingtalk', 'send', '你好')
      await untilSaid(world, 1)
      await world.act('dingtalk', 'send', { from: 'zhang3', group: '研发讨论', text: '讲个故事' })
      await untilSaid(world, 2)
      await world.act('dingtalk', 'send', { from: 'zhang3', file: { name: '周报.txt', base64 } })
      await untilSaid(world, 3)
      expect((await fetchFile(world, url)).toString('base64')).toBe(base64)
      await world.act('dingtalk', 'disconnect', true)
      await world.until(
        () =>
          world.journal
            .entries()
            .filter((one) => one.kind === 'call' && one.operation.endsWith('gateway.connect') && one.ended?.ok === true)
            .length > 1
            ? true
            : undefined,
        30_000,
        'another connection',
      )
      await world.act('dingtalk', 'ask', { from: 'zhang3', text: '你好呀' })
      await untilSaid(world, 4)
      ids = madeUp(world)
    },
  })
  expect(recorded.told).toEqual([])
  expectNoSecrets(recorded, ids)
  const [, name = ''] = /file: (media\/\S+)/.exec(recorded.text) ?? []
  expect(readFileSync(join(dirname(recorded.path), name)).toString('base64')).toBe(base64)
  expect(recorded.text).toContain('- disconnect: { reason: connection is expired }')
  expect(recorded.text).toContain('- expect: { reply: { kind: card, text: 您好，我是小彩。 }, to: bob }')
  const again = await replay(recorded, bot('stream'), {})
  expect(again.failure).toBeUndefined()
  expect(again.failing).toEqual([])
}, 60_000)

/** Fetches the newest file as the bot would, in two steps through the recorder. */
async function fetchFile(world: DirectedWorld, url: string): Promise<Buffer> {
  const post = async (path: string, body: object, token = ''): Promise<Record<string, string>> => {
    const headers = { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token }
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await response.json()) as Record<string, string>
  }
  const [appKey, appSecret] = [app.clientId, app.clientSecret]
  const { accessToken } = await post('/v1.0/oauth2/accessToken', { appKey, appSecret })
  const pushed = world.journal.entries().findLast((entry) => entry.kind === 'attempt')
  const downloadCode = /"downloadCode":"([^"]+)"/.exec(pushed?.request.body ?? '')?.[1]
  const request = { downloadCode, robotCode: app.clientId }
  const { downloadUrl = '' } = await post('/v1.0/robot/messageFiles/download', request, accessToken)
  expect(downloadUrl.startsWith(url)).toBe(true)
  return Buffer.from(await (await fetch(downloadUrl)).arrayBuffer())
}
