import { createDecipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { loadScenario } from '../../contracts/scenario/load.ts'
import { loadPlatforms, type DirectedWorld } from '../../emulators/index.ts'
import { recordConversation, REFERENCE_BOT, replay } from '../support/recorded-conversation.ts'

const account = {
  appid: 'wx0011223344556677',
  secret: '00112233445566778899aabbccddeeff',
  originalId: 'gh_0123456789ab',
  token: 'TokenOfTheRealAccount',
  encodingAesKey: 'realAccountKeyWhichMustNeverBeWrittenAnyBc1',
  previousEncodingAesKey: 'realPreviousKeyThatMustNeverBeWrittenAnyBc1',
}
const model = {
  apiKey: 'sk-the-real-key-of-the-real-model',
  answers: [{ when: '讲个故事', says: '从前有座山，山里有座庙。', after: '700ms' }, { says: '您好，我是小彩。' }],
}

const env = {
  REAL_TOKEN: account.token,
  REAL_KEY: account.encodingAesKey,
  REAL_APPID: account.appid,
  REAL_MODEL_KEY: model.apiKey,
}
const bot = (
  more = '',
): string => `{ command: [node, ${JSON.stringify(REFERENCE_BOT)}], ready: { http: /healthz }, env: {
  PORT: '{bot.port}', OPENAI_BASE_URL: '{model.baseUrl}', OPENAI_API_KEY: '{model.apiKey}', MODEL: caipai-1,
  BOT_STATE_DIR: '{stage.folder}', WECHAT_API_BASE: '{wechat.baseUrl}', WECHAT_APP_ID: '{wechat.appId}',
  WECHAT_APP_SECRET: '{wechat.appSecret}', WECHAT_TOKEN: '{wechat.token}',
  WECHAT_ENCODING_AES_KEY: '{wechat.encodingAESKey}', WECHAT_SERVICE_MESSAGES: 'on', WECHAT_HOLD_MS: '30'${more} } }`
const webhooks = { wechat: '/wechat' }

const settled = async (world: DirectedWorld, replies: number): Promise<void> => {
  const found = await world.until(
    () =>
      world.transcript.lines().filter((line) => line.who === 'bot' && line.kind !== 'typing').length >= replies
        ? true
        : undefined,
    60_000,
    `${replies} replies`,
  )
  expect(found).toBe(true)
}

it.each(['plain', 'compatible', 'secure'] as const)(
  'records a conversation in %s mode and plays it again with other credentials',
  async (mode) => {
    const secrets = [...Object.values(account), model.apiKey]
    const recorded = await recordConversation({
      platforms: ['wechat', 'model'],
      settings: { wechat: { account: { ...account, mode } }, model },
      bot: bot(),
      webhooks,
      record: {
        wechat: `    settings: { account: { mode: ${mode}, appid: $REAL_APPID, token: $REAL_TOKEN, encodingAesKey: $REAL_KEY } }\n`,
      },
      env,
      async hold(world) {
        await world.act('wechat', 'verify', true)
        await world.act('wechat', 'send', '你好')
        await settled(world, 1)
        await world.act('wechat', 'send', { from: 'zhang3', text: '讲个故事' })
        await settled(world, 2)
        for (const entry of world.journal.entries()) {
          if (entry.kind === 'call' && entry.operation.includes('token')) {
            const { access_token: token } = (entry.ended?.output ?? {}) as { access_token?: string }
            if (token !== undefined) secrets.push(token)
          }
          if (entry.kind === 'attempt') secrets.push(...(/openid=([^&]+)/.exec(entry.request.url)?.slice(1) ?? []))
        }
      },
    })
    // A caipai that plays the real platform forges a verification as well.
    expect(recorded.told).toEqual([expect.stringContaining('whose signature settings.account.token does not make')])
    for (const secret of secrets.filter((one) => one.length > 3)) expect(recorded.all).not.toContain(secret)
    const again = await replay(recorded, bot(), webhooks)
    expect(again.failure).toBeUndefined()
    expect(again.failing).toEqual([])
    const wrong = await replay(recorded, bot().replace('{model.baseUrl}', '{model.baseUrl}/lost'), webhooks)
    expect(wrong.failure?.expected).toBe('a reply saying "您好，我是小彩。"')
  },
  60_000,
)

it('keeps a picture that passed beside the file, and sends it again', async () => {
  const base64 = Buffer.from('\xff\xd8\xff\xe0 a picture', 'latin1').toString('base64')
  const recorded = await recordConversation({
    platforms: ['wechat', 'model'],
    settings: { wechat: { account: { ...account, mode: 'secure' } }, model },
    bot: bot(),
    webhooks,
    record: {
      wechat: `    settings: { account: { mode: secure, appid: $REAL_APPID, token: $REAL_TOKEN, encodingAesKey: $REAL_KEY } }\n`,
    },
    env,
    async hold(world, url) {
      await world.act('wechat', 'send', { image: { name: 'cat.jpg', base64 } })
      const bytes = await fetchMedia(world, url)
      expect(bytes.toString('base64')).toBe(base64)
    },
  })
  const [, name = ''] =
    /^\s+- send: \{ image: \{ name: picture\.jpg, file: (media\/\S+\.jpg) \} \}$/m.exec(recorded.text) ?? []
  expect(readFileSync(join(dirname(recorded.path), name)).toString('base64')).toBe(base64)
  const known = (await loadPlatforms()).map((module) => module.info)
  const [scenario] = loadScenario(recorded.path, 'recorded.yaml', known)
  expect(scenario?.steps[0]?.input).toEqual({ image: { name: 'picture.jpg', base64 } })
}, 60_000)

/** Fetches the newest upload as the bot would: with a token, through the recorder. */
async function fetchMedia(world: DirectedWorld, url: string): Promise<Buffer> {
  const query = `grant_type=client_credential&appid=${account.appid}&secret=${account.secret}`
  const token = (await (await fetch(`${url}/cgi-bin/token?${query}`)).json()) as { access_token: string }
  const key = Buffer.from(`${account.encodingAesKey}=`, 'base64')
  const pushed = await world.until(
    () => world.journal.entries().findLast((entry) => entry.kind === 'attempt'),
    10_000,
    'a push',
  )
  const encrypted = /<Encrypt><!\[CDATA\[(.+?)\]\]>/.exec(pushed?.request.body ?? '')?.[1] ?? ''
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]).toString('utf8')
  const id = /<MediaId><!\[CDATA\[(.+?)\]\]>/.exec(plain)?.[1] ?? ''
  const answer = await fetch(`${url}/cgi-bin/media/get?access_token=${token.access_token}&media_id=${id}`)
  return Buffer.from(await answer.arrayBuffer())
}
