import { describe, expect, it } from 'vitest'
import { diagnoseSignature, firstDifference, timestampUnit } from './diagnosis.ts'
import { sameSignature, sign } from './signature.ts'
import { readSignedHeaders } from './signed-headers.ts'

const secret = 'emuSecret0001'
const nonce = '1068826355'
const timestamp = '1741248603'

describe('signature', () => {
  it('R-02 refuses other cases and lengths', () => {
    const right = sign(secret, nonce, timestamp)
    expect(sameSignature(right, right)).toBe(true)
    expect(sameSignature(right, right.toUpperCase())).toBe(false)
    expect(sameSignature(right, right.slice(0, 39))).toBe(false)
    expect(sameSignature(right, '')).toBe(false)
  })
})

describe('headers', () => {
  it.each([
    ['short', { 'app-key': 'k', nonce: 'n', timestamp: 't', signature: 's' }],
    ['RC-', { 'rc-app-key': 'k', 'rc-nonce': 'n', 'rc-timestamp': 't', 'rc-signature': 's' }],
    ['mixed', { 'app-key': 'k', 'rc-nonce': 'n', timestamp: 't', 'rc-signature': 's' }],
    [
      'both, the short one wins',
      { 'app-key': 'k', 'rc-app-key': 'x', nonce: 'n', 'rc-nonce': 'x', timestamp: 't', signature: 's' },
    ],
    ['repeated', { 'app-key': ['k', 'x'], nonce: 'n', timestamp: 't', signature: ['s'] }],
  ])('R-01 are read in the %s spelling', (_what, headers) => {
    expect(readSignedHeaders(headers)).toEqual({ appKey: 'k', nonce: 'n', timestamp: 't', signature: 's' })
  })

  it('R-01 are empty where nothing was sent', () => {
    expect(readSignedHeaders({ nonce: '' })).toEqual({ appKey: '', nonce: '', timestamp: '', signature: '' })
  })
})

describe('diagnosis', () => {
  const explain = (signature: string, changes: { timestamp?: string; previousSecret?: string } = {}) =>
    diagnoseSignature(
      { appKey: 'emuAppKey0001', nonce, timestamp: changes.timestamp ?? timestamp, signature },
      { appSecret: secret, previousSecret: changes.previousSecret },
    )

  it.each([
    ['the order', '69e31dac04d5e36fdaf72a7098b4df53ac6972e2', /order secret, timestamp, nonce/, 14],
    ['a blank behind the secret', '5a116b8eab20a3ba4d1f40b2b4bfdcb2866fe62c', /blank or line break/, 13],
    ['a separator', sign(`${secret}&`, `${nonce}&`, timestamp), /joined with "&"/, 13],
    ['the App Key', sign('emuAppKey0001', nonce, timestamp), /App Key/, 3],
  ])('R-04 names %s and the byte', (_what, signature, hint, offset) => {
    const found = explain(signature)
    expect(found.hint.en).toMatch(hint)
    expect(found.offset).toBe(offset)
  })

  it('R-04 names a rotated secret', () => {
    expect(explain('ffe65ac88c5ba7d8be10d626932ac2234fb3a048', { previousSecret: 'emuSecret0002' }).hint.en).toMatch(
      /before the last rotation/,
    )
  })

  it('R-03 R-04 names a timestamp that was signed in another unit', () => {
    expect(explain(sign(secret, nonce, timestamp), { timestamp: '1741248603000' }).hint.en).toMatch(
      /timestamp in seconds \(1741248603\)/,
    )
    expect(explain('1c74d05fba7bf13b84d84fd7fadfbc736da4b464').hint.en).toMatch(/timestamp in milliseconds/)
  })

  it.each([
    ['97E3B9126FC6B3F1CD21674DB2A37A530C90AB57', /lower-case/],
    ['l+O5Em/Gs/HNIWdNsqN6UwyQq1c=', /base64/],
    ['short', /5 characters/],
    ['ffe65ac88c5ba7d8be10d626932ac2234fb3a048', /another App Secret/],
  ])('R-04 says what can be said about %s', (signature, hint) => {
    const found = explain(signature)
    expect(found.hint.en).toMatch(hint)
    expect(JSON.stringify(found)).not.toContain(secret)
  })

  it('R-03 tells the unit of a timestamp by its magnitude', () => {
    expect(['1741248603', '1741248603000', '2025-03-06', ''].map(timestampUnit)).toEqual([
      'seconds',
      'milliseconds',
      'unknown',
      'unknown',
    ])
  })

  it('counts differences in bytes', () => {
    expect(firstDifference('中a', '中b')).toBe(3)
    expect(firstDifference('same', 'same')).toBeUndefined()
    expect(firstDifference('ab', 'abc')).toBe(2)
  })
})
