import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { registerBot } from '../../reference-bot/livechat/register.ts'
import type { DirectedWorld } from '../../emulators/index.ts'
import { recordConversation, REFERENCE_BOT, replay } from '../support/recorded-conversation.ts'

const secrets = {
  token: 'tk-of-the-real-gateway-0001',
  keyId: 'realAccessKeyId00000001',
  keySecret: 'realAccessKeySecret00001',
  modelKey: 'sk-the-real-key-of-the-real-model',
}
const model = {
  apiKey: secrets.modelKey,
  answers: [{ when: '营业时间', says: '九点到六点。' }, { says: '您好，我是小彩。请问有什么可以帮您？' }],
}
const bot = `{ command: [node, ${JSON.stringify(REFERENCE_BOT)}], ready: { http: /healthz }, env: {
  PORT: '{bot.port}', OPENAI_BASE_URL: '{model.baseUrl}', OPENAI_API_KEY: '{model.apiKey}', MODEL: caipai-1,
  BOT_STATE_DIR: '{stage.folder}', LIVECHAT_TOKEN: '{livechat.token}', LIVECHAT_HEARTBEAT_MS: '200' } }`
const webhooks = { livechat: '/livechat' }

async function untilSaid(world: DirectedWorld, replies: number): Promise<void> {
  const lines = (): number => world.transcript.lines().filter((line) => line.who === 'bot' && !line.open).length
  expect(await world.until(() => (lines() >= replies ? true : undefined), 30_000, 'the replies')).toBe(true)
}

it.each(['blocking', 'streaming'] as const)(
  'records %s turns of two visitors and a transfer, and plays them again with another token',
  async (responseMode) => {
    const ids: string[] = []
    const recorded = await recordConversation({
      platforms: ['livechat', 'model'],
      settings: {
        livechat: {
          keys: [{ id: secrets.keyId, secret: secrets.keySecret }],
          robot: { token: secrets.token, responseMode },
        },
        model,
      },
      bot,
      webhooks,
      record: { livechat: '    settings: { robot: { token: $REAL_TOKEN } }\n' },
      env: { REAL_TOKEN: secrets.token },
      async hold(world) {
        await world.act('livechat', 'send', '你好')
        await untilSaid(world, 1)
        await world.act('livechat', 'send', { from: 'lisi', text: '示例选项' })
        await untilSaid(world, 2)
        // Options stand in blocking answers only; a tap is pushed as the text it shows.
        if (responseMode === 'blocking') await world.act('livechat', 'tap', { from: 'lisi', option: '营业时间' })
        else await world.act('livechat', 'send', { from: 'lisi', text: '营业时间' })
        await untilSaid(world, 3)
        await world.act('livechat', 'send', '转人工')
        await world.until(() => world.transcript.lines().find((line) => line.kind === 'transfer'), 30_000, 'a transfer')
        const pushes = world.journal.entries().filter((entry) => entry.kind === 'attempt')
        for (const { request, ended } of pushes) {
          const { visitorId, robotId } = JSON.parse(request.body) as { visitorId: string; robotId: string }
          ids.push(visitorId, robotId, /"conversation_?[iI]d":\s*"([^"]+)"/.exec(ended?.body ?? '')?.[1] ?? visitorId)
        }
      },
    })
    expect(recorded.told).toEqual([])
    for (const secret of [...Object.values(secrets), ...ids]) expect(recorded.all).not.toContain(secret)
    expect(recorded.text).toContain('- expect: { transfer: true }')
    expect(recorded.text).toContain(`robot.responseMode: ${responseMode}`)
    const again = await replay(recorded, bot, webhooks)
    expect(again.failure).toBeUndefined()
    const lost = bot.replace('{model.baseUrl}', '{model.baseUrl}/lost')
    const wrong = await replay(recorded, lost, webhooks)
    expect(wrong.failure?.expected).toContain('saying "您好，我是小彩。请问有什么可以帮您？"')
    const loose = await replay(recorded, lost, webhooks, 'ignore')
    expect(loose.failure).toBeUndefined()
  },
  60_000,
)

it('passes a registration on, signed for the gateway, and keeps a picture that the bot has fetched', async () => {
  const token = 'tk-the-bot-has-chosen-0001'
  const base64 = Buffer.from('\x89PNG a picture', 'latin1').toString('base64')
  const recorded = await recordConversation({
    platforms: ['livechat', 'model'],
    settings: { livechat: { keys: [{ id: secrets.keyId, secret: secrets.keySecret }] }, model },
    bot: bot.replace('{livechat.token}', token),
    webhooks,
    record: { livechat: '    settings: { keys: [{ id: $REAL_ID, secret: $REAL_SECRET }] }\n' },
    env: { REAL_ID: secrets.keyId, REAL_SECRET: secrets.keySecret },
    async hold(world, url) {
      const { keyId: accessKeyId, keySecret: accessKeySecret } = secrets
      await registerBot({ apiBase: url, accessKeyId, accessKeySecret, token, botUrl: url, name: 'own' })
      await world.act('livechat', 'route', 'newest')
      await world.act('livechat', 'send', { image: { name: 'cat.png', base64 } })
      await untilSaid(world, 1)
      const pushed = world.journal.entries().findLast((entry) => entry.kind === 'attempt')
      const { fileUrl = '' } = (JSON.parse(pushed?.request.body ?? '') as { data: { message: { fileUrl?: string } }[] })
        .data[0]!.message
      const fetched = await fetch(url + new URL(fileUrl).pathname)
      expect(Buffer.from(await fetched.arrayBuffer()).toString('base64')).toBe(base64)
    },
  })
  expect(recorded.told).toEqual([])
  for (const secret of [token, secrets.keyId, secrets.keySecret]) expect(recorded.all).not.toContain(secret)
  const [, name = ''] = /- send: \{ image: \{ name: cat\.png, file: (media\/\S+) \} \}/.exec(recorded.text) ?? []
  expect(readFileSync(join(dirname(recorded.path), name)).toString('base64')).toBe(base64)
  const again = await replay(recorded, bot, webhooks)
  expect(again.failure).toBeUndefined()
}, 60_000)
