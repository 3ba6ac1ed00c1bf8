import { createRequire } from 'node:module'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEnvelope } from '../../emulators/wechat/crypto/diagnosis.ts'
import * as ours from '../../emulators/wechat/crypto/encryption.ts'
import { sign } from '../../emulators/wechat/crypto/signature.ts'
import { elementOf, rehearse, textReply, type Rehearsal } from '../support/wechat-rehearsal.ts'

/** The library of most Node bots since 2014; it comes without types. */
interface WXBizMsgCrypt {
  getSignature(timestamp: string, nonce: string, encrypt: string): string
  encrypt(text: string): string
  decrypt(text: string): { message: string; id: string }
}
const Crypt = createRequire(import.meta.url)('wechat-crypto') as new (
  token: string,
  key: string,
  id: string,
) => WXBizMsgCrypt

const alphanumeric = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const text = (minLength: number, maxLength: number) =>
  fc.array(alphanumeric, { minLength, maxLength }).map((letters) => letters.join(''))
/** Any 43 letters and digits: three of four are not canonical base64. */
const account = fc.record({ key: text(43, 43), token: text(3, 32), appid: text(16, 16).map((rest) => `wx${rest}`) })
const random = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))
const message = fc.string({ unit: 'grapheme', maxLength: 800 }).filter((given) => given.isWellFormed())
const digits = fc.integer({ min: 1, max: 2 ** 31 }).map(String)

function keyOf(encodingAesKey: string): Buffer {
  const key = ours.decodeAesKey(encodingAesKey)
  if (key === undefined) throw new Error(`not a key: ${encodingAesKey}`)
  return key
}

describe('W-29 the published libraries are witnesses', () => {
  it('@wecom/crypto makes the same bytes and opens ours', () => {
    fc.assert(
      fc.property(account, message, random, ({ key, appid }, given, bytes) => {
        const sealed = ours.encrypt(given, { key: keyOf(key), appid, random: bytes })
        expect(sealed).toBe(encrypt(key, given, appid, bytes))
        expect(decrypt(key, sealed)).toEqual({ message: given, id: appid, random: bytes })
      }),
      { numRuns: 300 },
    )
  })

  it('we open what both seal, whatever random part they take', () => {
    fc.assert(
      fc.property(account, message, ({ key, token, appid }, given) => {
        for (const sealed of [encrypt(key, given, appid), new Crypt(token, key, appid).encrypt(given)]) {
          expect(ours.decrypt(sealed, keyOf(key), appid)).toMatchObject({ ok: true, message: given, appid })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('wechat-crypto opens ours', () => {
    fc.assert(
      fc.property(account, message, random, ({ key, token, appid }, given, bytes) => {
        const sealed = ours.encrypt(given, { key: keyOf(key), appid, random: bytes })
        expect(new Crypt(token, key, appid).decrypt(sealed)).toEqual({ message: given, id: appid })
      }),
      { numRuns: 200 },
    )
  })

  it('all three sign alike, and our judge accepts what they have signed', () => {
    fc.assert(
      fc.property(account, message, digits, digits, ({ key, token, appid }, given, timestamp, nonce) => {
        const sealed = encrypt(key, given, appid)
        const signature = getSignature(token, timestamp, nonce, sealed)
        expect(sign(token, timestamp, nonce, sealed)).toBe(signature)
        expect(new Crypt(token, key, appid).getSignature(timestamp, nonce, sealed)).toBe(signature)
        const opened = openEnvelope(
          { encrypt: sealed, signature, timestamp, nonce },
          { appid, token, encodingAesKey: key },
        )
        expect(opened).toEqual({ ok: true, message: given })
      }),
      { numRuns: 200 },
    )
  })
})

describe('W-29 W-30 W-31 a bot on wechat-crypto', () => {
  let stage: Rehearsal
  beforeEach(async () => {
    stage = await rehearse({ account: { mode: 'secure' } })
  })
  afterEach(() => stage.close())

  it('reads our pushes and is understood, in secure mode and with any key', async () => {
    for (const encodingAesKey of ['caipaiRehearsalKeyWithSpareBitsAtItsVeryEnd', 'A'.repeat(43), 'z'.repeat(43)]) {
      stage.world.patchSettings('wechat', { account: { encodingAesKey } })
      const { appId = '', token = '' } = stage.world.connections()['wechat'] ?? {}
      const crypt = new Crypt(token, encodingAesKey, appId)
      stage.bot = ({ body, query }, response) => {
        const sealed = elementOf(body, 'Encrypt')
        const { timestamp = '', nonce = '', msg_signature } = Object.fromEntries(query)
        if (crypt.getSignature(timestamp, nonce, sealed) !== msg_signature) {
          response.writeHead(403).end()
          return
        }
        const reply = crypt.encrypt(textReply(crypt.decrypt(sealed).message, '收到 🙂'))
        response.end(
          `<xml><Encrypt><![CDATA[${reply}]]></Encrypt><MsgSignature><![CDATA[${crypt.getSignature(timestamp, nonce, reply)}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`,
        )
      }
      await stage.act('send', '你好')
      expect((await stage.settled()).ended).toMatchObject({ outcome: 'answered', attempts: 1 })
    }
    expect(stage.lines('bot')).toEqual(Array.from({ length: 3 }, () => 'bot text 收到 🙂'))
  })
})
