import { createCipheriv, createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPlatforms } from '../../emulators/index.ts'
import { loadRecordConfig } from './config.ts'
import { readHar } from './har.ts'
import { importHar, usualAccounts } from './import-har.ts'

const known = (await loadPlatforms()).map((module) => module.info)
const START = Date.parse('2026-11-21T08:00:00.000Z')

interface Entry {
  readonly url: string
  readonly at?: number
  readonly method?: string
  readonly sent?: unknown
  readonly told?: unknown
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly more?: object
}

const har = (...entries: readonly Entry[]): string =>
  JSON.stringify({
    log: {
      entries: entries.map(
        ({ url, at = 0, method = 'POST', sent = '', told = '', status = 200, headers = {}, more }) => ({
          startedDateTime: new Date(START + at).toISOString(),
          time: 10,
          request: {
            method,
            url,
            headers: Object.entries({ ':authority': 'x', ...headers }).map(([name, value]) => ({ name, value })),
            postData: { mimeType: 'x', text: typeof sent === 'string' ? sent : JSON.stringify(sent) },
          },
          response: {
            status,
            headers: [],
            content: { mimeType: 'x', text: typeof told === 'string' ? told : JSON.stringify(told) },
          },
          ...more,
        }),
      ),
    },
  })

/** Imports an archive by a record.yaml, or by what is known of the platforms. */
function imported(archive: string, config?: string, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'caipai-har-'))
  if (config !== undefined) writeFileSync(join(folder, 'record.yaml'), config)
  const told: string[] = []
  const usual = { accounts: usualAccounts(known), output: folder, secrets: [], pause: 10_000 }
  const read = config === undefined ? usual : loadRecordConfig('record.yaml', known, env, folder)
  const { paths, ...counts } = importHar(readHar(archive, 'a.har'), {
    ...read,
    name: 'imported',
    match: 'exact',
    output: folder,
    stem: 'a',
    tell: (line) => told.push(line),
  })
  return { ...counts, told, text: paths[0] === undefined ? '' : readFileSync(paths[0], 'utf8') }
}

describe('exchanges', () => {
  const question = { messages: [{ role: 'user', content: '几点开门' }] }
  const answer = { choices: [{ message: { content: '九点。' } }] }

  it.each<[what: string, url: string, config: string | undefined]>([
    ['by its own host', 'https://api.openai.com/v1/chat/completions', undefined],
    ['by the end of its path', 'https://gateway.example.com/any/where/v1/chat/completions', undefined],
    [
      'by its upstream',
      'https://llm.example.com/deep/v1/chat/completions',
      'platforms: { model: { upstream: "https://llm.example.com/deep" } }',
    ],
  ])('are known %s', (_what, url, config) => {
    const { known: seen, text } = imported(har({ url, sent: question, told: answer }), config)
    expect(seen).toBe(1)
    expect(text).toContain('- when: 几点开门\n      says: 九点。')
  })

  it('are counted when they are nobody’s, or were not answered', () => {
    const archive = har(
      { url: 'https://example.com/v1/other' },
      { url: 'https://api.openai.com/v1/chat/completions', sent: question, status: 0 },
    )
    expect(imported(archive)).toEqual({ known: 1, unknown: 1, told: [], text: '' })
  })

  it('stand in the order in which they ended', () => {
    const url = 'https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=the-token-of-the-archive'
    const say = (content: string, at: number): Entry => ({
      url,
      at,
      sent: { touser: 'oSomebody0000001', msgtype: 'text', text: { content } },
      told: { errcode: 0 },
    })
    const { text } = imported(har(say('second', 500), say('first', 100)))
    expect(text.indexOf('reply: first')).toBeLessThan(text.indexOf('reply: second'))
    expect(text.indexOf('reply: first')).toBeGreaterThan(0)
    for (const secret of ['the-token-of-the-archive', 'oSomebody0000001']) expect(text).not.toContain(secret)
  })
})

describe('pushes', () => {
  it('are decrypted with the settings of the config, and answered', () => {
    const [token, appid] = ['TokenOfTheAccount', 'wx0011223344556677']
    const encodingAesKey = 'realAccountKeyWhichMustNeverBeWrittenAnyBc1'
    const key = Buffer.from(`${encodingAesKey}=`, 'base64')
    const xml =
      '<xml><ToUserName>gh_1</ToUserName><FromUserName>oSomebody0000001</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>你好</Content><MsgId>74231907755119337</MsgId></xml>'
    const length = Buffer.alloc(4)
    length.writeUInt32BE(Buffer.byteLength(xml))
    const plain = Buffer.concat([Buffer.alloc(16, 'r'), length, Buffer.from(xml), Buffer.from(appid)])
    const padding = 32 - (plain.length % 32)
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const encrypted = Buffer.concat([
      cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])),
      cipher.final(),
    ])
    const signature = createHash('sha1').update([token, '1', '2'].toSorted().join('')).digest('hex')
    const archive = har({
      url: `http://127.0.0.1:3000/wechat?signature=${signature}&timestamp=1&nonce=2`,
      sent: `<xml><ToUserName>gh_1</ToUserName><Encrypt>${encrypted.toString('base64')}</Encrypt></xml>`,
      told: 'success',
    })
    const config = `platforms:
  wechat:
    upstream: https://api.weixin.qq.com
    bot: http://127.0.0.1:3000/wechat
    settings: { account: { mode: secure, appid: $APPID, token: $TOKEN, encodingAesKey: $KEY } }
`
    const { text, told } = imported(archive, config, { APPID: appid, TOKEN: token, KEY: encodingAesKey })
    expect(told).toEqual([])
    expect(text).toContain('- send: 你好')
    for (const secret of [token, appid, encodingAesKey, '74231907755119337']) expect(text).not.toContain(secret)
  })

  it('come over a WebSocket, where the archive holds its frames', () => {
    const said = (at: number, text: string) => ({
      type: 'receive',
      time: (START + at) / 1000,
      data: JSON.stringify({
        type: 'CALLBACK',
        headers: { topic: '/v1.0/im/bot/messages/get', messageId: 'm1' },
        data: JSON.stringify({
          msgId: `m-${text}`,
          conversationType: '1',
          conversationId: 'cid-0001',
          senderId: 'ding-0001',
          isAdmin: false,
          senderStaffId: 'staff-01',
          msgtype: 'text',
          text: { content: text },
        }),
      }),
    })
    const socket = {
      url: 'wss://api.dingtalk.com/connect?ticket=t',
      status: 101,
      more: {
        _webSocketMessages: [
          said(10, '一'),
          { type: 'send', time: (START + 20) / 1000, data: '{"code":200}' },
          said(30, '二'),
        ],
      },
    }
    const { text } = imported(har(socket))
    expect(text).toContain('- send: 一\n  - send: 二')
  })
})

describe('reading', () => {
  it('takes forms by their parameters, bytes as base64, and leaves HTTP/2’s own headers out', () => {
    const [one] = readHar(
      JSON.stringify({
        log: {
          entries: [
            {
              startedDateTime: '2026-11-21T16:00:00.000+08:00',
              time: 5,
              request: {
                method: 'POST',
                url: 'https://api.rong-api.com/message/private/publish.json?a=1',
                headers: [
                  { name: ':method', value: 'POST' },
                  { name: 'Nonce', value: '1' },
                ],
                postData: { params: [{ name: 'content', value: '{"a":"b c"}' }] },
              },
              response: { status: 200, headers: [], content: { text: 'AAEC', encoding: 'base64' } },
            },
          ],
        },
      }),
      'a.har',
    )
    expect(one?.request).toEqual({
      method: 'POST',
      url: '/message/private/publish.json?a=1',
      headers: [['Nonce', '1']],
      body: Buffer.from('content=%7B%22a%22%3A%22b+c%22%7D'),
      at: START,
    })
    expect(one?.answer).toMatchObject({ status: 200, body: Buffer.from([0, 1, 2]), at: START + 5 })
  })

  it.each([
    ['a date that is none', '{"log":{"entries":[{"startedDateTime":"now"}]}}', 'log.entries.0.startedDateTime'],
    ['an address that is none', har({ url: 'no url' }), 'log.entries.0.request.url'],
    ['no JSON', 'PK', 'is no JSON'],
  ])('says where there is %s', (_what, text, says) => {
    expect(() => readHar(text, 'a.har')).toThrow(says)
  })
})
