import { createHmac } from 'node:crypto'
import { canonicalQuery, percentEncode, type Pairs } from './percent.ts'

/**
 * The string that is signed in the RPC style: method, the encoded path and the canonical query, which is thereby encoded a
 * second time. `pairs` are all parameters of query and form, decoded, without `Signature`.
 *
 * Source: https://help.aliyun.com/document_detail/25490.htm
 */
export function rpcStringToSign(method: string, pairs: Pairs): string {
  return `${method.toUpperCase()}&%2F&${percentEncode(canonicalQuery(pairs))}`
}

/** Base64 of HMAC-SHA1; the key is the secret followed by `&`. */
export function signRpc(secret: string, stringToSign: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign, 'utf8').digest('base64')
}
