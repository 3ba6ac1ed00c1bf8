import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * The signature WeChat and the bot exchange: lower-case hex SHA-1 over the parts, sorted ascending by byte value and
 * joined without a separator. Three parts (Token, timestamp, nonce) give `signature`, which every request carries; a
 * fourth part (Encrypt) gives `msg_signature` and `MsgSignature`.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/
 */
export function sign(...parts: readonly string[]): string {
  const sorted = parts.map((part) => Buffer.from(part, 'utf8')).sort(Buffer.compare)
  const hash = createHash('sha1')
  for (const part of sorted) hash.update(part)
  return hash.digest('hex')
}

/** Compares two signatures in constant time. Signatures of different lengths are different. */
export function sameSignature(expected: string, received: string): boolean {
  const left = Buffer.from(expected, 'utf8')
  const right = Buffer.from(received, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}
