import { expect, it } from 'vitest'
import type { DirectedWorld } from '../../emulators/index.ts'
import { recordConversation, REFERENCE_BOT, replay } from '../support/recorded-conversation.ts'

const secrets = {
  appKey: 'realAppKey0000001',
  appSecret: 'realAppSecret00001',
  modelKey: 'sk-the-real-key-of-the-model',
}
const realIds = {
  bot: 'real_bot_of_the_app',
  zhang: 'zhang3_at_the_app',
  li: 'li4_at_the_app',
  group: 'real_group_of_them',
}
const model = { apiKey: secrets.modelKey, answers: [{ says: '一会儿回复大家。' }] }
const bot = `{ command: [node, ${JSON.stringify(REFERENCE_BOT)}], ready: { http: /healthz }, env: {
  PORT: '{bot.port}', OPENAI_BASE_URL: '{model.baseUrl}', OPENAI_API_KEY: '{model.apiKey}', MODEL: caipai-1,
  BOT_STATE_DIR: '{stage.folder}', RONGCLOUD_API_BASE: '{rongcloud.baseUrl}', RONGCLOUD_APP_KEY: '{rongcloud.appKey}',
  RONGCLOUD_APP_SECRET: '{rongcloud.appSecret}', RONGCLOUD_BOT_USER_ID: '{rongcloud.botUserId}',
  RONGCLOUD_AGENT_ID: '{rongcloud.agentId}', RONGCLOUD_SERVE_SUGGESTIONS: 'on' } }`
const webhooks = { rongcloud: { routing: '/rongcloud/route', bot: '/rongcloud/bot', suggest: '/rongcloud/suggest' } }

async function untilSaid(world: DirectedWorld, replies: number): Promise<void> {
  const lines = (): number => world.transcript.lines().filter((line) => line.who === 'bot').length
  expect(await world.until(() => (lines() >= replies ? true : undefined), 30_000, 'the replies')).toBe(true)
}

it('records what comes through two callbacks once, with what the agent knew, and plays it to a bot of another name', async () => {
  const ids: string[] = []
  const recorded = await recordConversation({
    platforms: ['rongcloud', 'model'],
    settings: {
      rongcloud: {
        appKey: secrets.appKey,
        appSecret: secrets.appSecret,
        bots: [{ userId: realIds.bot }],
        agents: [{ agentId: 'agent_of_the_real_app' }],
        groups: { [realIds.group]: [realIds.zhang, realIds.li, realIds.bot] },
        suggestions: [
          { when: '营业时间', says: [['九点到六点。', '周末休息。']] },
          { when: '你好', says: ['您好，我是小彩。'] },
        ],
      },
      model,
    },
    bot,
    webhooks,
    record: {
      rongcloud: `    settings: { appKey: $REAL_KEY, appSecret: $REAL_SECRET, bots: [{ userId: ${realIds.bot} }] }\n`,
    },
    env: { REAL_KEY: secrets.appKey, REAL_SECRET: secrets.appSecret },
    async hold(world) {
      await world.act('rongcloud', 'send', { from: realIds.zhang, text: '你好' })
      await untilSaid(world, 1)
      // The bot sends two messages; the second is refused once.
      world.faults.add({ operation: 'rongcloud.message.private.publish', skip: 1, code: 1008 })
      await world.act('rongcloud', 'send', { from: realIds.li, text: '营业时间是几点' })
      await untilSaid(world, 3)
      const mentionedInfo = { type: 2, userIdList: [realIds.bot], mentionedContent: '' }
      const content = { content: '@小彩 在吗', mentionedInfo }
      await world.act('rongcloud', 'send', { from: realIds.zhang, to: realIds.group, content })
      await untilSaid(world, 4)
      await world.act('rongcloud', 'suggest', { from: realIds.li, to: realIds.zhang })
      await world.until(
        () => world.journal.entries().find((entry) => entry.kind === 'push' && entry.what === 'suggest' && entry.ended),
        30_000,
        'an answer to suggest',
      )
      for (const entry of world.journal.entries()) {
        if (entry.kind === 'call')
          ids.push(String((entry.ended?.output as { runId?: string } | undefined)?.runId ?? ''))
        if (entry.kind === 'attempt') ids.push(/msgUID"?[=:]"?([\w-]+)/.exec(entry.request.body)?.[1] ?? '')
      }
    },
  })
  expect(recorded.told).toEqual([])
  for (const secret of [...Object.values(secrets), ...Object.values(realIds), ...ids].filter((one) => one.length > 5))
    expect(recorded.all).not.toContain(secret)
  expect(recorded.text.match(/- send:/g)).toHaveLength(3)
  expect(recorded.text).toContain('- fault: { operation: rongcloud.message.private.publish, skip: 1, code: 1008 }')
  const again = await replay(recorded, bot, webhooks)
  expect(again.failure).toBeUndefined()
  const lost = bot.replace("RONGCLOUD_AGENT_ID: '{rongcloud.agentId}'", "RONGCLOUD_AGENT_ID: 'another-agent'")
  const wrong = await replay(recorded, lost, webhooks)
  expect(wrong.failure?.expected).toContain('rongcloud.v3.chat.suggest')
}, 60_000)
