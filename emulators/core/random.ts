/** A seeded source of everything that looks random, so that a run can be repeated. Not for secrets that matter. */
export interface Random {
  /** An integer in `[0, 2^32)`. */
  next(): number
  /** An integer in `[low, high]`, both included. */
  int(low: number, high: number): number
  /** `length` characters, each from `alphabet`, which is ASCII. */
  text(length: number, alphabet: string): string
  hex(length: number): string
  /** Decimal digits; the first is never 0. */
  digits(length: number): string
  bytes(length: number): Buffer
  /** A version 4 UUID. */
  uuid(): string
  pick<T>(from: readonly T[]): T
}

export const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
export const BASE64URL = `${ALPHANUMERIC}-_`
const HEX = '0123456789abcdef'

/** The alphabets that were asked for so far, as bytes; there are a handful. */
const alphabets = new Map<string, Uint8Array>()

function codesOf(alphabet: string): Uint8Array {
  let codes = alphabets.get(alphabet)
  if (codes === undefined) alphabets.set(alphabet, (codes = Buffer.from(alphabet, 'latin1')))
  return codes
}

/** Where texts are written before they are texts; nothing in it outlives the call. */
const scratch = Buffer.alloc(512)

/** FNV-1a over UTF-16 units with a final mix: spreads any text into 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A generator (sfc32) whose whole sequence follows from `seed`. */
export function createRandom(seed: string): Random {
  let a = hashText(`${seed}#a`)
  let b = hashText(`${seed}#b`)
  let c = hashText(`${seed}#c`)
  let counter = 1

  function next(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  const int = (low: number, high: number): number => low + (next() % (high - low + 1))

  function text(length: number, alphabet: string): string {
    // Written into bytes: a text that grows by one character at a time is a rope that has to be flattened later.
    const out = length <= scratch.length ? scratch : Buffer.allocUnsafe(length)
    const codes = codesOf(alphabet)
    // Two characters from each draw: 16 bits are plenty to choose one of a hundred.
    for (let at = 0; at < length; at += 2) {
      const draw = next()
      out[at] = codes[(draw & 0xffff) % codes.length]!
      out[at + 1] = codes[(draw >>> 16) % codes.length]!
    }
    return out.toString('latin1', 0, length)
  }

  function bytes(length: number): Buffer {
    const out = Buffer.allocUnsafe(length)
    for (let at = 0; at < length; at += 1) out[at] = next() & 0xff
    return out
  }

  for (let warm = 0; warm < 12; warm += 1) next()

  return {
    next,
    int,
    text,
    hex: (length) => text(length, HEX),
    digits: (length) => text(1, '123456789') + text(length - 1, '0123456789'),
    bytes,
    uuid() {
      const raw = bytes(16)
      raw[6] = (raw[6]! & 0x0f) | 0x40
      raw[8] = (raw[8]! & 0x3f) | 0x80
      const hex = raw.toString('hex')
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
    },
    pick(from) {
      if (from.length === 0) throw new RangeError('cannot pick from an empty list')
      return from[next() % from.length]!
    },
  }
}
