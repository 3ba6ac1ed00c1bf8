import { timingSafeEqual } from 'node:crypto'

/** Compares two signatures in constant time. Signatures of different lengths are different. */
export function sameSignature(expected: string, received: string): boolean {
  const left = Buffer.from(expected, 'utf8')
  const right = Buffer.from(received, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Where two texts part, in bytes of UTF-8, with what stands there on either side. */
export interface Difference {
  readonly offset: number
  readonly ours: string
  readonly theirs: string
}

const AROUND = 12

/** The first difference of two texts; nothing when they are equal. */
export function differenceOf(ours: string, theirs: string): Difference | undefined {
  const a = Buffer.from(ours, 'utf8')
  const b = Buffer.from(theirs, 'utf8')
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a[at] === b[at]) at += 1
  if (at === a.length && at === b.length) return undefined
  const cut = (bytes: Buffer): string => bytes.subarray(at, at + AROUND).toString('utf8')
  return { offset: at, ours: cut(a), theirs: cut(b) }
}
