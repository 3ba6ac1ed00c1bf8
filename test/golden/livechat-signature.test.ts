import { describe, expect, it } from 'vitest'
import { checkSignature } from '../../emulators/livechat/signing/check-signature.ts'
import {
  canonicalQuery,
  encodeJava,
  encodeRfc3986,
  sign,
  type QueryPair,
} from '../../emulators/livechat/signing/string-to-sign.ts'

const SECRET = 'emulatorSecret01'
const HOSTS = ['api-bj.clink.cn', 'api-sh.clink.cn']
const REGISTER = '/livechat/third_part_bot_register'
const COMMON: readonly QueryPair[] = [
  ['AccessKeyId', 'emulatorAccessKeyId0001'],
  ['Expires', '60'],
  ['Timestamp', '2026-01-02T03:04:05Z'],
]
const QUERY = 'AccessKeyId=emulatorAccessKeyId0001&Expires=60&Timestamp=2026-01-02T03%3A04%3A05Z'
const REGISTER_SIGNATURE = 'xbutJinFBCGXYL+4eD96b6b0FVg='

/** Signs as a client does. */
const signCall = (
  method: string,
  host: string,
  path: string,
  pairs: readonly QueryPair[],
  secret: string,
  encode = encodeRfc3986,
): string => sign(`${method.toUpperCase()}${host}${path}?${canonicalQuery(pairs, encode)}`, secret)

const call = (
  rawQuery: string,
  more: Partial<Parameters<typeof checkSignature>[0]> = {},
): ReturnType<typeof checkSignature> =>
  checkSignature(
    { method: 'POST', path: REGISTER, host: '127.0.0.1:7700', rawQuery, ...more },
    SECRET,
    HOSTS,
    '{"name":"x"}',
  )
const withSignature = (signature: string, query = QUERY): string =>
  `${query}&Signature=${encodeURIComponent(signature)}`

describe('the worked signatures', () => {
  it('L-03 first vector: registration', () => {
    expect(canonicalQuery(COMMON, encodeRfc3986)).toBe(QUERY)
    expect(sign(`POSTapi-bj.clink.cn${REGISTER}?${QUERY}`, SECRET)).toBe(REGISTER_SIGNATURE)
    expect(signCall('post', 'api-bj.clink.cn', REGISTER, COMMON, SECRET)).toBe(REGISTER_SIGNATURE)
    expect(call(withSignature(REGISTER_SIGNATURE), { host: 'api-bj.clink.cn' })).toEqual({ ok: true })
  })

  it('L-03 L-05 second vector: a business parameter in the query is signed too', () => {
    const pairs: QueryPair[] = [
      ['sessionId', '8f1c:demo 1'],
      ['Expires', '600'],
      ['AccessKeyId', 'emulatorAccessKeyId0001'],
      ['Timestamp', '2026-01-02T03:04:05Z'],
    ]
    const path = '/livechat/chat_robot_transfer'
    const signature = '93cLaQqL+dvmFqlzKQ+XUFhu/s0='
    expect(signCall('POST', 'api-bj.clink.cn', path, pairs, SECRET, encodeJava)).toBe(signature)
    const rawQuery = withSignature(signature, canonicalQuery(pairs, encodeJava))
    expect(call(rawQuery, { path, host: 'api-bj.clink.cn' })).toEqual({ ok: true })
  })
})
