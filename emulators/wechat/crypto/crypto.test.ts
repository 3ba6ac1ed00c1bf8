import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openEnvelope } from './diagnosis.ts'
import { decodeAesKey, encrypt } from './encryption.ts'
import { sameSignature, sign } from './signature.ts'

function keyOf(encodingAesKey: string): Buffer {
  const key = decodeAesKey(encodingAesKey)
  if (key === undefined) throw new Error('not a key')
  return key
}

describe('signatures', () => {
  it.each([
    ['AAAAA', '1714036504', '1514711492', 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['AAAAA', '1714037059', '486452656', '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
    ['GreedIsGood', '1668869433', '977789310', '37cc4891f809493628677ae2b592e63c938c0b03'],
    ['OfflineBotTest1', '1767225600', '246813579', '277e8e8d876b0c95c375bfa65693b89fa16b949b'],
  ])('W-02 Token %s, timestamp %s, nonce %s', (token, timestamp, nonce, signature) => {
    expect(sign(token, timestamp, nonce)).toBe(signature)
    expect(sameSignature(signature, sign(nonce, token, timestamp))).toBe(true)
    expect(sameSignature(signature, signature.slice(0, 39))).toBe(false)
  })
})

describe('W-30 W-31 the step at which an encrypted reply fails', () => {
  const token = 'OfflineBotTest1'
  const appid = 'wx0123456789abcdef'
  const encodingAesKey = 'OfflineWeChatEmulatorKeyNumberOne0000000004'
  const otherKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
  const identity = { appid, token, encodingAesKey }
  const random = Buffer.from('fedcba9876543210')
  const good = encrypt('<xml>收到</xml>', { key: keyOf(encodingAesKey), appid, random })

  function envelope(encrypted: string, signature = sign(token, '1', '2', encrypted)) {
    return { encrypt: encrypted, signature, timestamp: '1', nonce: '2' }
  }

  it('opens a good one, also with white space around it', () => {
    expect(openEnvelope(envelope(good), identity)).toEqual({ ok: true, message: '<xml>收到</xml>' })
    expect(openEnvelope(envelope(`\n${good}\n`), identity)).toMatchObject({ ok: true })
  })

  it.each([
    ['the URL kind of signature', envelope(good, sign(token, '1', '2')), 'signature', -40001, /only/],
    [
      'a signature made before trimming',
      envelope(` ${good} `, sign(token, '1', '2', good)),
      'signature',
      -40001,
      /white space/,
    ],
    [
      'a signature made before line breaks',
      envelope(`${good.slice(0, 9)}\n${good.slice(9)}`, sign(token, '1', '2', good)),
      'signature',
      -40001,
      /line breaks/,
    ],
    ['a foreign signature', envelope(good, 'f'.repeat(40)), 'signature', -40001, /TimeStamp/],
    ['base64url', envelope(`-_${good.slice(2)}`), 'base64', -40010, /URL/],
    ['half a block', envelope('AAAA'), 'aes', -40007, /cut/],
    [
      'another key',
      envelope(encrypt('x', { key: keyOf(otherKey), appid, random })),
      'padding',
      -40008,
      /EncodingAESKey/,
    ],
    [
      'another appid',
      envelope(encrypt('x', { key: keyOf(encodingAesKey), appid: 'wwcorp', random })),
      'appid',
      -40005,
      /CorpID/,
    ],
  ])('%s', (_, sent, step, code, hint) => {
    expect(openEnvelope(sent, identity)).toMatchObject({ ok: false, step, code, hint: expect.stringMatching(hint) })
  })

  it('names the previous key when the reply was made with it', () => {
    const old = encrypt('<xml/>', { key: keyOf(otherKey), appid, random })
    const opened = openEnvelope(envelope(old), { ...identity, previousKey: otherKey })
    expect(opened).toMatchObject({ ok: false, hint: expect.stringContaining('previous EncodingAESKey') })
  })

  it('refuses a length that points past the end', () => {
    const full = Buffer.alloc(32, 1)
    full.writeUInt32BE(1611744036, 16)
    full.fill(12, 20)
    const reEncrypted = encryptRaw(full, encodingAesKey)
    expect(openEnvelope(envelope(reEncrypted), identity)).toMatchObject({
      step: 'length',
      found: 'a message length of 1611744036',
    })
  })

  it('refuses a key that is no key', () => {
    expect(decodeAesKey('short')).toBeUndefined()
    expect(openEnvelope(envelope(good), { ...identity, encodingAesKey: 'short' })).toMatchObject({
      step: 'key',
      code: -40004,
    })
  })
})

/** Encrypts already padded bytes, which the real function never produces in this shape. */
function encryptRaw(padded: Buffer, encodingAesKey: string): string {
  const key = keyOf(encodingAesKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}
