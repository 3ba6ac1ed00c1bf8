import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * RongCloud's signature for requests and callbacks alike: lower-case hex SHA-1 over App Secret, nonce and timestamp,
 * joined without a separator, each exactly as it is sent. Path, query and body are not covered.
 *
 * Source: https://docs.rongcloud.cn/platform-chat-api/auth
 */
export function sign(secret: string, nonce: string, timestamp: string): string {
  return createHash('sha1').update(`${secret}${nonce}${timestamp}`, 'utf8').digest('hex')
}

/** Compares two signatures in constant time. Signatures of different lengths are different. */
export function sameSignature(expected: string, received: string): boolean {
  const left = Buffer.from(expected, 'utf8')
  const right = Buffer.from(received, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}
