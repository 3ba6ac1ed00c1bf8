import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { elementOf, rehearse, textReply, type Rehearsal } from '../../../test/support/wechat-rehearsal.ts'
import { decodeAesKey, decrypt, encrypt } from '../crypto/encryption.ts'
import { sign } from '../crypto/signature.ts'

const TOKEN = 'CaipaiRehearsal'
const APPID = 'wx5a1c0e7d93b24f68'
const KEY = 'caipaiRehearsalKeyWithSpareBitsAtItsVeryEnd'
const OLD_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

function keyOf(text: string): Buffer {
  const key = decodeAesKey(text)
  if (key === undefined) throw new Error('not a key')
  return key
}

/** Opens a sealed push, or fails the test. */
function openPush(body: string, key = KEY): string {
  const opened = decrypt(elementOf(body, 'Encrypt'), keyOf(key), APPID)
  if (!opened.ok) throw new Error(`${opened.step}: ${opened.found}`)
  return opened.message
}

function seal(inner: string, key = KEY): string {
  const encrypted = encrypt(inner, { key: keyOf(key), appid: APPID, random: Buffer.alloc(16, 97) })
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature>${sign(TOKEN, '1', '2', encrypted)}</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>`
}

describe('the three modes', () => {
  it('W-07 plain: no indent, no declaration, no newline at the end', async () => {
    await stage.act('send', '你好')
    await stage.settled()
    expect(stage.received[0]?.body).toMatch(
      /^<xml><ToUserName><!\[CDATA\[gh_c0ffee0ca1fa\]\]><\/ToUserName>\n<FromUserName><!\[CDATA\[o[\w-]{27}\]\]><\/FromUserName>\n<CreateTime>\d{10}<\/CreateTime>\n<MsgType><!\[CDATA\[text\]\]><\/MsgType>\n<Content><!\[CDATA\[你好\]\]><\/Content>\n<MsgId>\d{17}<\/MsgId>\n<\/xml>$/,
    )
  })

  it('W-05 W-07 W-29 secure: only ToUserName and Encrypt, signed over Encrypt, the plain shape inside', async () => {
    stage.world.patchSettings('wechat', { 'account.mode': 'secure' })
    stage.bot = ({ body }, response) => void response.end(seal(textReply(openPush(body), '收到')))
    await stage.act('send', '你好')
    expect((await stage.settled()).ended).toMatchObject({ outcome: 'answered', attempts: 1 })
    const [push] = stage.received
    expect([...(push?.query.keys() ?? [])]).toEqual([
      'signature',
      'timestamp',
      'nonce',
      'openid',
      'encrypt_type',
      'msg_signature',
    ])
    expect(push?.body).toMatch(
      /^<xml>\n {4}<ToUserName><!\[CDATA\[gh_c0ffee0ca1fa\]\]><\/ToUserName>\n {4}<Encrypt><!\[CDATA\[[A-Za-z0-9+/=]+\]\]><\/Encrypt>\n<\/xml>\n$/,
    )
    const { timestamp = '', nonce = '', msg_signature, signature } = Object.fromEntries(push?.query ?? [])
    expect(signature).toBe(sign(TOKEN, timestamp, nonce))
    expect(msg_signature).toBe(sign(TOKEN, timestamp, nonce, elementOf(push?.body ?? '', 'Encrypt')))
    expect(openPush(push?.body ?? '')).toMatch(
      /^<xml><ToUserName>[^]*<Content><!\[CDATA\[你好\]\]><\/Content>\n<MsgId>\d{17}<\/MsgId>\n<\/xml>$/,
    )
    expect(stage.lines('bot')).toEqual(['bot text 收到'])
  })

  it.each([
    ['plain', (body: string) => textReply(body, '收到')],
    ['encrypted', (body: string) => seal(textReply(body, '收到'))],
  ])('W-07 W-31 compatible: all fields and Encrypt go out, a reply in %s comes back', async (_, write) => {
    stage.world.patchSettings('wechat', { 'account.mode': 'compatible' })
    stage.bot = ({ body }, response) => void response.end(write(body))
    await stage.act('send', '你好')
    expect((await stage.settled()).ended?.outcome).toBe('answered')
    const body = stage.received[0]?.body ?? ''
    expect(body).toMatch(/^<xml>\n {4}<ToUserName>/)
    expect(body).toMatch(/\n {4}<Content><!\[CDATA\[你好\]\]><\/Content>\n {4}<MsgId>\d{17}<\/MsgId>\n {4}<Encrypt>/)
    expect(elementOf(openPush(body), 'Content')).toBe('你好')
  })

  it('W-30 W-31 secure: a plain reply, a foreign key and a wrong signature end in the notice, each with its reason', async () => {
    stage.world.patchSettings('wechat', { 'account.mode': 'secure' })
    const answers = [
      (body: string) => textReply(body, 'x'),
      (body: string) => seal(textReply(body, 'x'), OLD_KEY),
      (body: string) => seal(textReply(body, 'x')).replace(/<MsgSignature>..../, '<MsgSignature>0000'),
    ]
    const reasons: (string | undefined)[] = []
    for (const write of answers) {
      stage.bot = ({ body }, response) => void response.end(write(openPush(body)))
      await stage.act('send', '你好')
      reasons.push((await stage.settled()).ended?.reason?.split(':')[0])
    }
    expect(reasons).toEqual(['plain-in-secure-mode', 'crypto-padding', 'crypto-signature'])
    expect(stage.lines('platform')).toHaveLength(3)
  })

  it('W-29 during a change of keys a message may still come with the previous one', async () => {
    stage.world.patchSettings('wechat', {
      'account.mode': 'secure',
      'account.previousEncodingAesKey': OLD_KEY,
      'push.key': 'previous',
    })
    stage.bot = ({ body }, response) => void response.end(seal(textReply(openPush(body, OLD_KEY), '收到')))
    await stage.act('send', '你好')
    expect((await stage.settled()).ended?.outcome).toBe('answered')
    stage.bot = ({ body }, response) => void response.end(seal(textReply(openPush(body, OLD_KEY), '收到'), OLD_KEY))
    await stage.act('send', '你好')
    expect((await stage.settled()).ended?.reason).toContain('previous EncodingAESKey')
  })

  it('W-29 white space around Encrypt is a setting and not part of the signature', async () => {
    stage.world.patchSettings('wechat', { 'account.mode': 'secure', 'push.encryptWhitespace': '\n' })
    await stage.act('send', '你好')
    await stage.settled()
    const [push] = stage.received
    const encrypted = elementOf(push?.body ?? '', 'Encrypt')
    expect(encrypted).toMatch(/^\n[^\s]+\n$/)
    const { timestamp = '', nonce = '', msg_signature } = Object.fromEntries(push?.query ?? [])
    expect(msg_signature).toBe(sign(TOKEN, timestamp, nonce, encrypted.trim()))
  })

  it('W-29 the random part is 16 lower-case hex characters', async () => {
    stage.world.patchSettings('wechat', { 'account.mode': 'secure' })
    await stage.act('send', '你好')
    await stage.settled()
    const opened = decrypt(elementOf(stage.received[0]?.body ?? '', 'Encrypt'), keyOf(KEY))
    expect(opened.ok && opened.random.toString()).toMatch(/^[0-9a-f]{16}$/)
  })

  it('W-01 the default account has the formats of the platform and a key that is not canonical', () => {
    const {
      appId = '',
      appSecret = '',
      originalId = '',
      encodingAESKey = '',
    } = stage.world.connections()['wechat'] ?? {}
    expect(appId).toMatch(/^wx[0-9a-f]{16}$/)
    expect(appSecret).toMatch(/^[0-9a-f]{32}$/)
    expect(originalId).toMatch(/^gh_[0-9a-f]{12}$/)
    expect(encodingAESKey).toMatch(/^[A-Za-z0-9]{43}$/)
    expect(Buffer.from(`${encodingAESKey}=`, 'base64').toString('base64')).not.toBe(`${encodingAESKey}=`)
  })
})
