import { describe, expect, it } from 'vitest'
import { decodeAesKey, encrypt } from '../crypto/encryption.ts'
import { sign } from '../crypto/signature.ts'
import { judgeReply, type ReplyRules } from './judge.ts'
import { REASONS } from './reasons.ts'

const identity = {
  appid: 'wx0123456789abcdef',
  token: 'OfflineBotTest1',
  encodingAesKey: 'OfflineWeChatEmulatorKeyNumberOne0000000004',
}
const USER = 'oEmu0000000000000000000000A1'
const ACCOUNT = 'gh_0a1b2c3d4e5f'
const rules: ReplyRules = {
  mode: 'plain',
  identity,
  pushedTo: ACCOUNT,
  pushedFrom: USER,
  event: false,
  textMaxBytes: 2048,
  acceptPlainReply: false,
  acceptLeadingWhitespace: true,
  media: (id) =>
    ({
      picture: { type: 'image', expired: false },
      sound: { type: 'voice', expired: false },
      film: { type: 'video', expired: false },
      cover: { type: 'thumb', expired: false },
      old: { type: 'image', expired: true },
    })[id] as ReturnType<ReplyRules['media']>,
  hasDesk: (desk) => desk === 'desk1@caipai',
}

const head = `<ToUserName><![CDATA[${USER}]]></ToUserName><FromUserName><![CDATA[${ACCOUNT}]]></FromUserName><CreateTime>1767225602</CreateTime>`
const reply = (type: string, payload: string): string =>
  `<xml>${head}<MsgType><![CDATA[${type}]]></MsgType>${payload}</xml>`
const text = (content: string): string => reply('text', `<Content><![CDATA[${content}]]></Content>`)
const item = '<item><Title>t</Title><Description>d</Description><PicUrl>p</PicUrl><Url>u</Url></item>'
const news = (count: number, items = count): string =>
  reply('news', `<ArticleCount>${count}</ArticleCount><Articles>${item.repeat(items)}</Articles>`)

function judge(
  body: string | Buffer,
  more: Partial<ReplyRules> = {},
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
) {
  return judgeReply({ status, headers, body: Buffer.from(body as string) }, { ...rules, ...more })
}

function seal(
  inner: string,
  { key = identity.encodingAesKey, appid = identity.appid, timestamp = '1767225602', signature = '' } = {},
): string {
  const aesKey = decodeAesKey(key)
  if (aesKey === undefined) throw new Error('not a key')
  const encrypted = encrypt(inner, { key: aesKey, appid, random: Buffer.from('fedcba9876543210') })
  const sealed = signature || sign(identity.token, timestamp, '1357924680', encrypted)
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${sealed}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[1357924680]]></Nonce></xml>`
}

/** Each reason once, by an answer that fails for it. */
const refusals: [
  code: keyof typeof REASONS,
  body: string | Buffer,
  more?: Partial<ReplyRules>,
  http?: { status?: number; headers?: Record<string, string> },
][] = [
  ['status', 'success', {}, { status: 201 }],
  ['too-large', text('x'.repeat(1024 * 1024))],
  ['compressed', text('x'), {}, { headers: { 'content-encoding': 'gzip' } }],
  ['not-utf8', Buffer.concat([Buffer.from('<xml>'), Buffer.from([0xe4, 0xbd])])],
  ['blank', ' \n'],
  ['leading-bytes', `\n${text('x')}`, { acceptLeadingWhitespace: false }],
  ['leading-bytes', `\uFEFF${text('x')}`, { acceptLeadingWhitespace: true }],
  ['quoted-success', '"success"'],
  ['success-spelling', 'SUCCESS'],
  ['json', '{"ToUserName":"x"}'],
  ['json', 'null'],
  ['plain-text', '26552677528390035'],
  ['html', '<!DOCTYPE html><html>Error 500</html>'],
  ['plain-text', '你好'],
  ['doctype', `<!DOCTYPE xml [<!ENTITY a "b">]>${text('&a;')}`],
  ['xml-entity', reply('text', '<Content>&nbsp;</Content>')],
  ['xml-malformed', reply('text', '<Content>a & b</Content>')],
  ['xml-malformed', `${text('one')}${text('two')}`],
  ['xml-control-character', text('\u0002')],
  ['xml-root', text('x').replaceAll('xml>', 'XML>')],
  ['xml-nested', `<xml>${text('x')}</xml>`],
  ['to-user', text('x').replace(USER, 'oSomebodyElse')],
  ['from-user', text('x').replace(ACCOUNT, 'my-wechat-name')],
  ['create-time', text('x').replace('1767225602', '[1682391258]')],
  ['create-time', text('x').replace('<CreateTime>1767225602</CreateTime>', '')],
  ['msg-type-missing', `<xml>${head}</xml>`],
  ['msg-type-unknown', reply('hardware', '')],
  ['msg-type-unknown', reply('Text', '<Content>x</Content>')],
  ['payload-missing', reply('text', '')],
  ['payload-missing', reply('image', '<MediaId>picture</MediaId>')],
  ['text-empty', text('')],
  ['text-too-long', text('字'.repeat(683))],
  ['media-missing', reply('image', '<Image></Image>')],
  ['media-missing', reply('music', '<Music><Title>t</Title></Music>')],
  ['media-unknown', reply('voice', '<Voice><MediaId>nothing</MediaId></Voice>')],
  ['media-expired', reply('image', '<Image><MediaId>old</MediaId></Image>')],
  ['media-type', reply('video', '<Video><MediaId>picture</MediaId></Video>')],
  ['news-empty', reply('news', '<ArticleCount>0</ArticleCount><Articles></Articles>')],
  ['news-count', news(2, 1)],
  ['news-field', reply('news', '<ArticleCount>1</ArticleCount><Articles><item><Title>t</Title></item></Articles>')],
  ['encrypted-in-plain-mode', seal(text('x'))],
  ['plain-in-secure-mode', text('x'), { mode: 'secure' }],
  ['envelope-incomplete', seal(text('x')).replace(/<Nonce>.*<\/Nonce>/, ''), { mode: 'secure' }],
  ['crypto-signature', seal(text('x'), { signature: 'f'.repeat(40) }), { mode: 'secure' }],
  ['crypto-key', seal(text('x')), { mode: 'secure', identity: { ...identity, encodingAesKey: 'short' } }],
  ['crypto-base64', sealedAs('-_-_'), { mode: 'secure' }],
  ['crypto-aes', sealedAs('AAAA'), { mode: 'secure' }],
  ['crypto-padding', seal(text('x'), { key: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }), { mode: 'secure' }],
  ['crypto-appid', seal(text('x'), { appid: 'wwcorpid' }), { mode: 'secure' }],
]

function sealedAs(encrypted: string): string {
  return `<xml><Encrypt>${encrypted}</Encrypt><MsgSignature>${sign(identity.token, '1', '2', encrypted)}</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>`
}

describe('answers WeChat cannot use', () => {
  it.each(refusals)('W-25 W-30 %s', (reason, body, more, http) => {
    expect(judge(body, more, http)).toMatchObject({ class: reason === 'status' ? 'bad-status' : 'bad-body', reason })
  })

  it('W-25 has a case for every reason but the one only a hostile key can bring about', () => {
    const untested = Object.keys(REASONS).filter((code) => !refusals.some(([tested]) => tested === code))
    // A wrong length behind right padding is shown in crypto.test.ts with bytes made for it.
    expect(untested).toEqual(['crypto-length'])
  })

  it('W-30 carries the number of the official library and what came and was wanted', () => {
    expect(judge(seal(text('x'), { appid: 'wwcorpid' }), { mode: 'secure' })).toMatchObject({
      library: -40005,
      found: 'wwcorpid',
      expected: identity.appid,
      hint: expect.stringContaining('CorpID'),
    })
  })

  it('W-25 sees names that were copied without being swapped', () => {
    const copied = text('x').replace(USER, 'tmp').replace(ACCOUNT, USER).replace('tmp', ACCOUNT)
    expect(judge(copied)).toMatchObject({
      reason: 'to-user',
      found: ACCOUNT,
      expected: USER,
      hint: expect.stringContaining('without being swapped'),
    })
  })

  it('W-27 counts bytes, not characters', () => {
    expect(judge(text('字'.repeat(682)))).toMatchObject({ class: 'answered' })
    expect(judge(text('字'.repeat(683)))).toMatchObject({
      found: '2049 bytes (683 characters)',
      expected: 'at most 2048 bytes',
    })
    expect(judge(text('字'.repeat(683)), { textMaxBytes: 2049 })).toMatchObject({ class: 'answered' })
  })
})

describe('answers WeChat can use', () => {
  it.each([
    ['text', text('你好 🙂'), { type: 'text', content: '你好 🙂' }],
    [
      'text without CDATA, elements in any order',
      `<xml><Content>a &lt; b</Content><MsgType>text</MsgType>${head}</xml>`,
      { type: 'text', content: 'a < b' },
    ],
    ['pretty-printed text', text('x').replace(/(?<=<\/\w+>)</g, '\n  <'), { type: 'text', content: 'x' }],
    ['image', reply('image', '<Image><MediaId>picture</MediaId></Image>'), { type: 'image', mediaId: 'picture' }],
    ['voice', reply('voice', '<Voice><MediaId>sound</MediaId></Voice>'), { type: 'voice', mediaId: 'sound' }],
    [
      'video',
      reply('video', '<Video><MediaId>film</MediaId><Title>t</Title></Video>'),
      { type: 'video', mediaId: 'film', title: 't' },
    ],
    [
      'music',
      reply('music', '<Music><Title>t</Title><MusicUrl>m</MusicUrl><ThumbMediaId>cover</ThumbMediaId></Music>'),
      { type: 'music', thumbMediaId: 'cover', musicUrl: 'm' },
    ],
    ['news', news(1), { type: 'news', articles: [{ title: 't', description: 'd', picUrl: 'p', url: 'u' }] }],
    [
      'transfer',
      reply('transfer_customer_service', '<TransInfo><KfAccount>desk1@caipai</KfAccount></TransInfo>'),
      { type: 'transfer_customer_service', kfAccount: 'desk1@caipai' },
    ],
  ])('W-24 %s', (_, body, expected) => {
    expect(judge(body)).toMatchObject({ class: 'answered', reply: expected, encrypted: false })
  })

  it.each([
    ['compatible', text('x'), false],
    ['compatible', seal(text('x')), true],
    ['secure', seal(text('x')), true],
  ] as const)('W-31 in %s mode', (mode, body, encrypted) => {
    expect(judge(body, { mode })).toMatchObject({ class: 'answered', encrypted })
  })

  it('W-31 a plain reply in secure mode by a switch, with a lint', () => {
    expect(judge(text('x'), { mode: 'secure', acceptPlainReply: true })).toMatchObject({
      class: 'answered',
      lints: [{ code: 'plain-in-secure-mode' }],
    })
  })

  it.each(['plain', 'compatible', 'secure'] as const)('W-19 success and nothing stay plain in %s mode', (mode) => {
    expect(judge('success', { mode })).toMatchObject({ class: 'acknowledged', how: 'success', lints: [] })
    expect(judge('', { mode })).toMatchObject({
      class: 'acknowledged',
      how: 'empty',
      lints: [{ code: 'silent-with-zero-bytes' }],
    })
  })

  it('W-26 one article answers a message, eight an event; the surplus is cut', () => {
    expect(judge(news(3))).toMatchObject({
      reply: { articles: [{ title: 't' }] },
      lints: [{ code: 'news-cut', found: '3 articles, 1 shown' }],
    })
    expect(judge(news(9), { event: true })).toMatchObject({ lints: [{ code: 'news-cut' }] })
    expect(judge(news(8), { event: true })).toMatchObject({ lints: [] })
    const cut = judge(news(9), { event: true })
    expect(cut.class === 'answered' && cut.reply.type === 'news' ? cut.reply.articles : []).toHaveLength(8)
  })

  it.each([
    ['success\n', {}, 'success-not-exact'],
    [`<?xml version="1.0"?>${text('x')}`, {}, 'xml-declaration'],
    [text('x').replace('1767225602', '1767225602000'), {}, 'create-time-in-milliseconds'],
    [text('a\r\nb'), {}, 'carriage-return'],
    [text('你\uFFFD'), {}, 'replacement-character'],
    [text('**重点** 和 ![图](https://a/b.png)'), {}, 'markdown'],
    [reply('transfer_customer_service', ''), { event: true }, 'transfer-of-event'],
    [reply('transfer_customer_service', '<TransInfo><KfAccount>no@one</KfAccount></TransInfo>'), {}, 'unknown-desk'],
    [seal(text('x'), { timestamp: '1767225602000' }), { mode: 'secure' }, 'timestamp-in-milliseconds'],
  ] as const)('W-55 %j is accepted with the lint %s', (body, more, code) => {
    const verdict = judge(body, more)
    expect(verdict.lints.map((lint) => lint.code)).toEqual([code])
    expect(verdict).not.toHaveProperty('reason')
  })

  it('W-25 accepts blank lines before <xml> unless told not to, and any Content-Type', () => {
    expect(judge(`\n\n${text('x')}`)).toMatchObject({
      class: 'answered',
      lints: [{ code: 'leading-white-space', found: '\\n\\n<xml>' }],
    })
    expect(judge(text('x'), {}, { headers: { 'content-type': 'text/html; charset=utf-8' } })).toMatchObject({
      class: 'answered',
      lints: [],
    })
    expect(judge(text('x'), {}, { headers: { 'content-type': 'application/json' } })).toMatchObject({
      class: 'answered',
      lints: [{ code: 'json-content-type' }],
    })
  })
})
