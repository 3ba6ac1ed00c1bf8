import { describe, expect, it } from 'vitest'
import {
  canonicalQuery,
  encodeJava,
  encodeRfc3986,
  sign,
  type QueryPair,
} from '../../emulators/livechat/signing/string-to-sign.ts'
import {
  SECRET,
  REGISTER,
  COMMON,
  QUERY,
  REGISTER_SIGNATURE,
  signCall,
  call,
  withSignature,
} from '../support/livechat-signing.ts'

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
