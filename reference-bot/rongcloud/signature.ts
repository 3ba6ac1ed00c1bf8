import { createHash, randomInt } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { sameSecret } from '../signature.ts'

/** The same for requests and callbacks; neither path nor body is covered. https://docs.rongcloud.cn/platform-chat-api/auth */
export function signatureOf(appSecret: string, nonce: string, timestamp: string): string {
  return createHash('sha1').update(`${appSecret}${nonce}${timestamp}`).digest('hex')
}

/** The headers of one request, signed anew for each: a nonce of at most 18 characters, and the time in milliseconds. */
export function signedHeaders(appKey: string, appSecret: string, now: number = Date.now()): Record<string, string> {
  const nonce = String(randomInt(1, 2 ** 47))
  const timestamp = String(now)
  return { 'app-key': appKey, nonce, timestamp, signature: signatureOf(appSecret, nonce, timestamp) }
}

const optionalText = z.string().optional()
const Signed = z.object({
  nonce: optionalText,
  timestamp: optionalText,
  signTimestamp: optionalText,
  signature: optionalText,
  'rc-nonce': optionalText,
  'rc-timestamp': optionalText,
  'rc-signature': optionalText,
})

/**
 * Says whether a callback is RongCloud's. The parts stand in the query, or in headers, under names that changed over the years.
 * https://docs.rongcloud.io/platform-chat-api/auth-callback
 */
export function isFromRongCloud(query: unknown, headers: IncomingHttpHeaders, appSecret: string): boolean {
  for (const place of [query, headers]) {
    const read = Signed.safeParse(place)
    if (!read.success) continue
    const parts = read.data
    const nonce = parts.nonce ?? parts['rc-nonce']
    const timestamp = parts.signTimestamp ?? parts.timestamp ?? parts['rc-timestamp']
    const signature = parts.signature ?? parts['rc-signature']
    if (nonce === undefined || timestamp === undefined) continue
    if (sameSecret(signature, signatureOf(appSecret, nonce, timestamp))) return true
  }
  return false
}
