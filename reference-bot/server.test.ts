import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { startTestedBot } from './testing/bot.ts'
import type { TestedBot } from './testing/bot.ts'
import { startFakeInternet } from './testing/fake-internet.ts'
import type { FakeInternet } from './testing/fake-internet.ts'

let internet: FakeInternet
let bot: TestedBot | undefined
beforeEach(async () => void (internet = await startFakeInternet()))
afterEach(async () => {
  await bot?.close()
  await internet.close()
})

const MODEL = { OPENAI_API_KEY: 'k', MODEL: 'm' }

describe('the configuration', () => {
  it('has only the channels whose variables are there', () => {
    expect(readConfig(MODEL)).toMatchObject({
      listen: { host: '127.0.0.1', port: 8000 },
      wechat: undefined,
      livechat: undefined,
      dingtalk: undefined,
      rongcloud: undefined,
    })
    expect(readConfig({ ...MODEL, LIVECHAT_TOKEN: 't', DINGTALK_CLIENT_ID: '' })).toMatchObject({
      livechat: { token: 't' },
      dingtalk: undefined,
    })
  })

  it.each([
    [{ MODEL: 'm' }, 'OPENAI_API_KEY: is missing'],
    [{ ...MODEL, PORT: 'http' }, 'PORT: must be a number from 0 to 65535'],
    [{ ...MODEL, OPENAI_BASE_URL: 'localhost:80' }, 'OPENAI_BASE_URL: must be an http or https address'],
    [{ ...MODEL, WECHAT_TOKEN: 't' }, 'WECHAT_APP_ID: is missing'],
    [
      { ...MODEL, WECHAT_TOKEN: 't', WECHAT_APP_ID: 'wx1', WECHAT_SERVICE_MESSAGES: 'on' },
      'WECHAT_APP_SECRET: is missing',
    ],
    [
      { ...MODEL, WECHAT_TOKEN: 't', WECHAT_APP_ID: 'wx1', WECHAT_MODE: 'secure' },
      'WECHAT_ENCODING_AES_KEY: is missing',
    ],
    [
      { ...MODEL, WECHAT_TOKEN: 't', WECHAT_APP_ID: 'wx1', WECHAT_ENCODING_AES_KEY: 'short' },
      'must be the 43 letters and digits',
    ],
    [{ ...MODEL, WECHAT_TOKEN: 't', WECHAT_APP_ID: 'wx1', WECHAT_HOLD_MS: '5000' }, 'WECHAT_HOLD_MS: must stay below'],
    [
      { ...MODEL, DINGTALK_CLIENT_ID: 'd', DINGTALK_CLIENT_SECRET: 'secret\n' },
      'DINGTALK_CLIENT_SECRET: must not contain spaces or line breaks',
    ],
    [
      { ...MODEL, DINGTALK_CLIENT_ID: 'd', DINGTALK_CLIENT_SECRET: 's', DINGTALK_TRANSPORT: 'tcp' },
      'DINGTALK_TRANSPORT: must be "stream"',
    ],
    [{ ANSWERS_FROM: 'aliyun-chatbot' }, 'ALIYUN_INSTANCE_ID: is missing'],
    [{ ...MODEL, ANSWERS_FROM: 'nowhere' }, 'ANSWERS_FROM'],
  ])('names what is wrong (%#)', (environment, problem) => {
    expect(() => readConfig(environment)).toThrow(problem)
  })

  it('never repeats a value that it refuses', () => {
    expect(() => readConfig({ ...MODEL, OPENAI_API_KEY: 'sk-leak me' })).toThrow(expect.not.stringContaining('sk-leak'))
  })
})

it('is healthy, has no routes of channels that are off, and answers nothing else', async () => {
  bot = await startTestedBot(internet, {})
  expect(await (await fetch(`${bot.url}/healthz`)).json()).toEqual({ status: 'ok' })
  for (const path of ['/wechat', '/livechat', '/dingtalk', '/rongcloud/route']) {
    expect((await fetch(bot.url + path, { method: 'POST' })).status).toBe(404)
  }
})

describe('answers from Alibaba Cloud’s Chatbot', () => {
  const chatbot = () => ({
    ANSWERS_FROM: 'aliyun-chatbot',
    ALIYUN_CHATBOT_ENDPOINT: internet.url,
    ALIYUN_ACCESS_KEY_ID: 'id',
    ALIYUN_ACCESS_KEY_SECRET: 'secret-key',
    ALIYUN_INSTANCE_ID: 'i-1',
  })
  const says = (Content: string, Commands?: object) =>
    internet.on('/', () => ({
      SessionId: 's',
      Messages: [{ AnswerType: 'Text', Text: { Content, ...(Commands && { Commands }) } }],
    }))

  const ask = async (responseMode: string) => {
    const response = await fetch(`${bot?.url}/livechat`, {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body: JSON.stringify({
        robotId: 'r',
        visitorId: 'v',
        responseMode,
        data: [{ messageType: 100, message: { content: '你好' } }],
      }),
    })
    return response.text()
  }

  it.each(['blocking', 'streaming'])('reach the visitor, and hand over when told to (%s)', async (mode) => {
    bot = await startTestedBot(internet, { LIVECHAT_TOKEN: 't', ...chatbot() })
    says('您好')
    const plain = await ask(mode)
    expect(plain).toContain('您好')
    expect(plain).not.toContain('TRANSFER_HUMAN')
    await bot.close()
    bot = await startTestedBot(internet, { LIVECHAT_TOKEN: 't', ...chatbot() })
    says('马上为您转人工', { sysToAgent: '{"skillGroup":"7"}' })
    const last = await ask(mode)
    expect(last).toContain('马上为您转人工')
    expect(last).toContain('TRANSFER_HUMAN')
  })

  it('hand over on WeChat, too', async () => {
    bot = await startTestedBot(internet, { WECHAT_TOKEN: 'tok', WECHAT_APP_ID: 'wx1', ...chatbot() })
    says('马上为您转人工', { sysToAgent: '{}' })
    const signature = createHash('sha1').update(['1', '2', 'tok'].toSorted().join('')).digest('hex')
    const body =
      '<xml><ToUserName>gh</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>你好</Content><MsgId>1</MsgId></xml>'
    const answer = await fetch(`${bot.url}/wechat?timestamp=1&nonce=2&signature=${signature}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body,
    })
    expect(await answer.text()).toContain('transfer_customer_service')
  })
})
