import { describe, expect, it } from 'vitest'
import {
  SECRET,
  REGISTER,
  COMMON,
  QUERY,
  REGISTER_SIGNATURE,
  signCall,
  call,
  withSignature,
} from '../../../test/support/livechat-signing.ts'
import type { checkSignature } from './check-signature.ts'
import { canonicalQuery, encodeJava, encodeRfc3986, readQuery, sign, type QueryPair } from './string-to-sign.ts'

describe('what clients vary', () => {
  it.each<[string, Partial<Parameters<typeof checkSignature>[0]>]>([
    [
      'the order of the parameters',
      {
        rawQuery: `Timestamp=2026-01-02T03%3A04%3A05Z&Signature=${encodeURIComponent(REGISTER_SIGNATURE)}&Expires=60&AccessKeyId=emulatorAccessKeyId0001`,
      },
    ],
    ['a trailing slash', { path: `${REGISTER}/` }],
    ['a port in Host', { host: 'api-bj.clink.cn:7700' }],
    ['any Host, when the official one was signed', { host: 'localhost:7700' }],
    ['a bare + in the signature', { rawQuery: `${QUERY}&Signature=${REGISTER_SIGNATURE}` }],
    ['lower-case escapes in the query', { rawQuery: withSignature(REGISTER_SIGNATURE).replace(/%3A/g, '%3a') }],
  ])('L-04 %s does not matter', (_what, more) => {
    expect(call(more.rawQuery ?? withSignature(REGISTER_SIGNATURE), more)).toEqual({ ok: true })
  })

  it.each([
    ['host and port', '127.0.0.1:7700'],
    ['the host alone', '127.0.0.1'],
  ])('L-04 accepts %s as the host that was signed', (_what, host) => {
    expect(call(withSignature(signCall('POST', host, REGISTER, COMMON, SECRET)))).toEqual({ ok: true })
  })

  it.each([
    ['RFC 3986', encodeRfc3986],
    ['Java', encodeJava],
  ])('L-04 L-05 accepts the encoding of %s', (_which, encode) => {
    const pairs: QueryPair[] = [...COMMON, ['remark', "a b~c*d'(e)!"], ['options[0]', '好:评']]
    const query = canonicalQuery(pairs, encode)
    const signature = signCall('POST', 'api-sh.clink.cn', REGISTER, pairs, SECRET, encode)
    expect(call(withSignature(signature, query))).toEqual({ ok: true })
  })

  it('L-05 sorts upper case before lower case', () => {
    expect(
      canonicalQuery(
        [
          ['a', '1'],
          ['B', '2'],
          ['Z', '3'],
          ['b', '4'],
        ],
        encodeRfc3986,
      ),
    ).toBe('B=2&Z=3&a=1&b=4')
  })

  it('L-04 reads broken escapes and empty values without failing', () => {
    expect(readQuery('a=%E4%ZZ&b&c=&=d&e=x+y')).toEqual([
      ['a', '%E4%ZZ'],
      ['b', ''],
      ['c', ''],
      ['', 'd'],
      ['e', 'x y'],
    ])
  })
})

describe('what clients get wrong', () => {
  it('L-06 L-17 refuses a wrong signature and keeps the expected string', () => {
    expect(call(withSignature('AAAA'))).toMatchObject({
      ok: false,
      encodedTwice: false,
      expected: `POST127.0.0.1:7700${REGISTER}?${QUERY}`,
    })
  })

  it('L-06 refuses a parameter that was added after signing', () => {
    expect(call(`${withSignature(REGISTER_SIGNATURE)}&extra=1`)).toMatchObject({ ok: false })
  })

  it('L-06 refuses when there is no signature', () => {
    expect(call(QUERY)).toMatchObject({ ok: false })
  })

  it('L-17 knows a signature that was encoded twice', () => {
    const twice = encodeURIComponent(encodeURIComponent(REGISTER_SIGNATURE))
    expect(call(`${QUERY}&Signature=${twice}`)).toMatchObject({ ok: false, encodedTwice: true })
  })

  it.each([
    ['the scheme was signed with the host', `POSThttp://127.0.0.1:7700${REGISTER}?${QUERY}`],
    ['the host was left out', `POST${REGISTER}?${QUERY}`],
    ['the method was signed in lower case', `post127.0.0.1:7700${REGISTER}?${QUERY}`],
    ['the body was signed in place of the query', '{"name":"x"}'],
    ['values were signed without URL encoding', `POST127.0.0.1:7700${REGISTER}?${decodeURIComponent(QUERY)}`],
  ])('L-17 names the slip: %s', (slip, text) => {
    expect(call(withSignature(sign(text, SECRET)))).toMatchObject({ ok: false, slip })
  })
})
