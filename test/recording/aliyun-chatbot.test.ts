import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { DirectedWorld } from '../../emulators/index.ts'
import { recordConversation, REFERENCE_BOT, replay } from '../support/recorded-conversation.ts'

const account = {
  accessKeyId: 'LTAI5tRealAccessKeyId0001',
  accessKeySecret: 'theRealAccessKeySecretOf30Chars',
  instanceId: 'chatbot-cn-real00001',
}
const livechatToken = 'tk-of-the-real-gateway-0002'
const record = {
  'aliyun-chatbot': '    settings: { accessKeyId: $REAL_ID, accessKeySecret: $REAL_SECRET, instanceId: $REAL_ROBOT }\n',
  livechat: '    settings: { robot: { token: $REAL_TOKEN } }\n',
}
const env = {
  REAL_ID: account.accessKeyId,
  REAL_SECRET: account.accessKeySecret,
  REAL_ROBOT: account.instanceId,
  REAL_TOKEN: livechatToken,
}
const knowledge = {
  faq: [
    { title: '怎么退货', answer: '七天内可以退货。' },
    { title: '退货运费谁出', answer: '运费由我们承担。' },
  ],
  intents: [
    {
      name: '查天气',
      says: ['查天气'],
      slots: [{ name: '城市', asks: '您想查哪个城市？' }],
      answer: '${城市}今天晴。',
    },
  ],
}
const webhooks = { livechat: '/livechat' }

async function untilSaid(world: DirectedWorld, replies: number): Promise<void> {
  const lines = (): number => world.transcript.lines().filter((line) => line.who === 'bot' && !line.open).length
  expect(await world.until(() => (lines() >= replies ? true : undefined), 30_000, 'the replies')).toBe(true)
}

/** What the platform made up: ids of sessions, messages and requests. */
function idsOf(world: DirectedWorld): string[] {
  const answers = world.journal.entries().flatMap((entry) => (entry.kind === 'call' ? [entry.ended?.output] : []))
  return answers.flatMap((answer) => {
    const { SessionId, MessageId, RequestId } = (answer ?? {}) as Record<string, string | undefined>
    return [SessionId, MessageId, RequestId].filter((id) => id !== undefined)
  })
}

it('records what a bot asks the robot and is told, dialogs and refusals included, and plays it without its knowledge', async () => {
  const bot = `{ command: [node, ${JSON.stringify(REFERENCE_BOT)}], ready: { http: /healthz }, env: {
    PORT: '{bot.port}', ANSWERS_FROM: aliyun-chatbot, ALIYUN_CHATBOT_ENDPOINT: '{aliyun-chatbot.baseUrl}',
    ALIYUN_ACCESS_KEY_ID: '{aliyun-chatbot.accessKeyId}', ALIYUN_ACCESS_KEY_SECRET: '{aliyun-chatbot.accessKeySecret}',
    ALIYUN_INSTANCE_ID: '{aliyun-chatbot.instanceId}', BOT_STATE_DIR: '{stage.folder}', LIVECHAT_TOKEN: '{livechat.token}' } }`
  const ids: string[] = []
  const recorded = await recordConversation({
    platforms: ['livechat', 'aliyun-chatbot'],
    settings: { 'aliyun-chatbot': { ...account, knowledge }, livechat: { robot: { token: livechatToken } } },
    bot,
    webhooks,
    record,
    env,
    async hold(world) {
      await world.act('livechat', 'send', '怎么退货')
      await untilSaid(world, 1)
      world.faults.add({ operation: 'aliyun-chatbot.Chat', code: 'Throttling.User' })
      await world.act('livechat', 'send', '查天气')
      await untilSaid(world, 2)
      await world.act('livechat', 'send', '杭州')
      await untilSaid(world, 3)
      ids.push(...idsOf(world))
    },
  })
  expect(recorded.told).toEqual([])
  expect(ids.length).toBeGreaterThan(6)
  for (const secret of [...Object.values(account), livechatToken, ...ids]) expect(recorded.all).not.toContain(secret)
  const again = await replay(recorded, bot, webhooks)
  expect(again.failure).toBeUndefined()
  const lost = await replay(recorded, bot.replace("'{aliyun-chatbot.instanceId}'", 'another'), webhooks)
  expect(lost.failure?.expected).toContain('aliyun-chatbot.Chat')
}, 60_000)

const client = createRequire(import.meta.url).resolve('@alicloud/chatbot20220408')
const openapi = createRequire(client).resolve('@alicloud/openapi-client')
const script = `
const { default: Client, ChatRequest } = require(${JSON.stringify(client)})
const { Config } = require(${JSON.stringify(openapi)})
const { ENDPOINT, ID, SECRET, INSTANCE } = process.env
const config = new Config({ accessKeyId: ID, accessKeySecret: SECRET, endpoint: ENDPOINT, protocol: 'http' })
new Client(config).chat(new ChatRequest({ instanceId: INSTANCE, utterance: '怎么退货' })).then(
  ({ body }) => process.exit(body.messages[0].knowledge.content === '七天内可以退货。' ? 0 : 4),
  (error) => { console.error(error); process.exit(3) },
)`

it('signs the calls of the newer client afresh for the gateway, and plays a script again', async () => {
  let secrets: string[] = []
  const recorded = await recordConversation({
    platforms: ['aliyun-chatbot'],
    settings: { 'aliyun-chatbot': { ...account, knowledge } },
    webhooks: {},
    record,
    env,
    async hold(world, url) {
      const [ENDPOINT, ID, SECRET] = [url.replace('http://', ''), account.accessKeyId, account.accessKeySecret]
      const variables = { ENDPOINT, ID, SECRET, INSTANCE: account.instanceId }
      await promisify(execFile)(process.execPath, ['-e', script], { env: { ...process.env, ...variables } })
      secrets = idsOf(world)
    },
  })
  expect(recorded.told).toEqual([])
  for (const secret of [...Object.values(account), ...secrets]) expect(recorded.all).not.toContain(secret)
  expect(recorded.text).toContain('- run-bot: true')
  const variables = { ENDPOINT: 'endpoint', ID: 'accessKeyId', SECRET: 'accessKeySecret', INSTANCE: 'instanceId' }
  const bot = (utterance: string): string =>
    JSON.stringify({
      kind: 'script',
      command: ['node', '-e', script.replace('怎么退货', utterance)],
      env: Object.fromEntries(Object.entries(variables).map(([name, field]) => [name, `{aliyun-chatbot.${field}}`])),
    })
  const again = await replay(recorded, bot('怎么退货'), {})
  expect(again.failure).toBeUndefined()
  const other = await replay(recorded, bot('退货运费谁出'), {})
  expect(other.ok).toBe(false)
}, 60_000)
