import { describe, expect, it } from 'vitest'
import { decodeAesKey, decrypt, encrypt } from '../../emulators/wechat/crypto/encryption.ts'
import { sign } from '../../emulators/wechat/crypto/signature.ts'
import { vectors } from './wechat-vectors.ts'

function keyOf(encodingAesKey: string): Buffer {
  const key = decodeAesKey(encodingAesKey)
  if (key === undefined) throw new Error('not a key')
  return key
}

describe.each(vectors)('W-29 vector $name', (vector) => {
  it('encrypts to the published bytes', () => {
    const envelope = { key: keyOf(vector.encodingAesKey), appid: vector.appid, random: Buffer.from(vector.random) }
    expect(encrypt(vector.message, envelope)).toBe(vector.encrypt)
  })

  it('decrypts to the published message', () => {
    expect(decrypt(vector.encrypt, keyOf(vector.encodingAesKey), vector.appid)).toMatchObject({
      ok: true,
      message: vector.message,
      appid: vector.appid,
      random: Buffer.from(vector.random),
      ...(vector.pad === undefined ? {} : { pad: vector.pad }),
    })
  })
})

it.each(vectors.flatMap((vector) => (vector.signed === undefined ? [] : [{ ...vector, ...vector.signed }])))(
  'W-29 signatures of vector $name',
  ({ token, timestamp, nonce, encrypt: encrypted, msgSignature, signature }) => {
    expect(sign(token, timestamp, nonce, encrypted)).toBe(msgSignature)
    if (signature !== undefined) expect(sign(token, timestamp, nonce)).toBe(signature)
  },
)
