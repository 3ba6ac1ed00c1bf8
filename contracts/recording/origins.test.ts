import { describe, expect, it } from 'vitest'
import { createDetours } from './detours.ts'
import { createOrigins } from './origins.ts'

const base = 'http://127.0.0.1:7710'
const accounts = [{ upstream: [['/', 'https://oapi.dingtalk.com']] }] as never
const outside = 'https://bot-test.example.com'
const hooks = [
  { bot: new URL('http://127.0.0.1:3000/dingtalk'), path: '/dingtalk', url: `${outside}/dingtalk` },
] as never
const origins = createOrigins(accounts, hooks, { bot: base, platform: outside })
const through = (change: (body: Buffer) => Buffer, text: string): string => change(Buffer.from(text)).toString()

describe('addresses on their way to the bot', () => {
  it.each<[what: string, given: string, expected: string]>([
    [
      'a webhook',
      '{"sessionWebhook":"https://oapi.dingtalk.com/robot/s?session=1"}',
      `{"sessionWebhook":"${base}/robot/s?session=1"}`,
    ],
    ['one with escaped slashes', '{"a":"https:\\/\\/oapi.dingtalk.com\\/x"}', '{"a":"http:\\/\\/127.0.0.1:7710\\/x"}'],
    [
      'one in JSON inside JSON',
      '{"data":"{\\"w\\":\\"https://oapi.dingtalk.com/x\\"}"}',
      `{"data":"{\\"w\\":\\"${base}/x\\"}"}`,
    ],
    [
      'a WebSocket',
      '{"endpoint":"wss://wss-open.dingtalk.com:443/connect"}',
      '{"endpoint":"ws://127.0.0.1:7710/connect"}',
    ],
    [
      'a WebSocket in XML',
      '<endpoint>wss://wss-open.dingtalk.com:443/connect</endpoint>',
      '<endpoint>ws://127.0.0.1:7710/connect</endpoint>',
    ],
    [
      'somebody else’s, which stays',
      '{"picUrl":"https://example.com/a.png"}',
      '{"picUrl":"https://example.com/a.png"}',
    ],
  ])('%s', (_what, given, expected) => {
    expect(through(origins.towardsBot, given)).toBe(expected)
  })

  it('a WebSocket that was exchanged goes to where it was said to be', () => {
    through(origins.towardsBot, '{"endpoint":"wss://wss-open.dingtalk.com:443/connect"}')
    expect(origins.socketTarget('/connect?ticket=t')).toBe('wss://wss-open.dingtalk.com:443/connect?ticket=t')
  })
})

describe('addresses on their way to the platform', () => {
  it.each<[what: string, given: string, expected: string]>([
    ['the bot’s, where it is to be called', 'http://127.0.0.1:3000/card', `${outside}/card`],
    ['the recorder’s webhook, as the platform reaches it', `${outside}/dingtalk`, `${outside}/dingtalk`],
    ['the recorder’s webhook, as the bot would', `${base}/dingtalk`, `${outside}/dingtalk`],
    ['the recorder’s alone', base, base],
    ['something of the platform’s own', `${base}/media/1`, 'https://oapi.dingtalk.com/media/1'],
  ])('%s', (_what, given, expected) => {
    expect(through(origins.towardsPlatform, JSON.stringify({ url: given }))).toBe(JSON.stringify({ url: expected }))
  })
})

describe('files on other hosts', () => {
  const exchange = (text: string) => {
    const detours = createDetours(base)
    const changed = through((body) => detours.exchange(body, 'dingtalk', ['downloadUrl'], origins.isPlatform), text)
    return { changed, detours }
  }

  it('are fetched by way of the recorder, query and all', () => {
    const { changed, detours } = exchange(
      '{"downloadUrl" : "https:\\/\\/oss.example.com\\/a\\/b.txt?Signature=x\\u0026e=1"}',
    )
    const { downloadUrl } = JSON.parse(changed) as { downloadUrl: string }
    expect(downloadUrl).toBe(`${base}/_record/file/1/b.txt`)
    const { platform, url } = detours.find('/_record/file/1/b.txt') ?? {}
    expect([platform, url?.href]).toEqual(['dingtalk', 'https://oss.example.com/a/b.txt?Signature=x&e=1'])
  })

  it.each([
    ['of the platform itself', '{"downloadUrl":"https://oapi.dingtalk.com/media/1"}'],
    ['under another name', '{"url":"https://oss.example.com/a"}'],
    ['that are none', '{"downloadUrl":"https://"}'],
  ])('stay as they are %s', (_what, given) => {
    expect(exchange(given).changed).toBe(given)
  })
})
