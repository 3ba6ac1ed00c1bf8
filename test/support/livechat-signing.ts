import { checkSignature } from '../../emulators/livechat/signing/check-signature.ts'
import { canonicalQuery, encodeRfc3986, sign, type QueryPair } from '../../emulators/livechat/signing/string-to-sign.ts'

export const SECRET = 'emulatorSecret01'
export const HOSTS = ['api-bj.clink.cn', 'api-sh.clink.cn']
export const REGISTER = '/livechat/third_part_bot_register'
export const COMMON: readonly QueryPair[] = [
  ['AccessKeyId', 'emulatorAccessKeyId0001'],
  ['Expires', '60'],
  ['Timestamp', '2026-01-02T03:04:05Z'],
]
export const QUERY = 'AccessKeyId=emulatorAccessKeyId0001&Expires=60&Timestamp=2026-01-02T03%3A04%3A05Z'
export const REGISTER_SIGNATURE = 'xbutJinFBCGXYL+4eD96b6b0FVg='

/** Signs as a client does. */
export const signCall = (
  method: string,
  host: string,
  path: string,
  pairs: readonly QueryPair[],
  secret: string,
  encode = encodeRfc3986,
): string => sign(`${method.toUpperCase()}${host}${path}?${canonicalQuery(pairs, encode)}`, secret)

export const call = (
  rawQuery: string,
  more: Partial<Parameters<typeof checkSignature>[0]> = {},
): ReturnType<typeof checkSignature> =>
  checkSignature(
    { method: 'POST', path: REGISTER, host: '127.0.0.1:7700', rawQuery, ...more },
    SECRET,
    HOSTS,
    '{"name":"x"}',
  )
export const withSignature = (signature: string, query = QUERY): string =>
  `${query}&Signature=${encodeURIComponent(signature)}`
