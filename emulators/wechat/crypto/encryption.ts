import { createCipheriv, createDecipheriv } from 'node:crypto'

/** The pad reaches the next multiple of 32 bytes: twice the AES block, so library defaults do not fit. */
const PAD_BLOCK = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4
const KEY_CHARACTERS = 43

/** The step at which a decryption failed, in the order in which they are tried. */
export type DecryptStep = 'key' | 'base64' | 'aes' | 'padding' | 'length' | 'appid'

/** What came out of an `Encrypt` value, or the first step that failed with what was found there. */
export type Decrypted =
  | {
      readonly ok: true
      readonly message: string
      readonly random: Buffer
      readonly appid: string
      readonly pad: number
    }
  | { readonly ok: false; readonly step: DecryptStep; readonly found: string; readonly expected: string }

/**
 * The 32 bytes of an EncodingAESKey: base64 of the 43 characters and one `=`. The last character may carry spare bits
 * that mean nothing (non-canonical base64); they are dropped, as WeChat does.
 * Returns undefined when the key is not 43 base64 characters.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
 */
export function decodeAesKey(encodingAesKey: string): Buffer | undefined {
  if (encodingAesKey.length !== KEY_CHARACTERS || !/^[A-Za-z0-9+/]+$/.test(encodingAesKey)) return undefined
  return Buffer.from(`${encodingAesKey}=`, 'base64')
}

/** What {@link encrypt} needs besides the message. `key` is 32 bytes, `random` 16 bytes. */
export interface Envelope {
  readonly key: Buffer
  readonly appid: string
  readonly random: Uint8Array
}

/**
 * Encrypts a message into an `Encrypt` value: AES-256-CBC over random(16) + length(4, big-endian) + message + appid,
 * padded to 32 bytes, with the first half of the key as IV, in base64 without line breaks.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
 */
export function encrypt(message: string, envelope: Envelope): string {
  const text = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  const full = Buffer.concat([envelope.random, length, text, Buffer.from(envelope.appid, 'utf8')])
  const pad = PAD_BLOCK - (full.length % PAD_BLOCK)
  const cipher = createCipheriv('aes-256-cbc', envelope.key, envelope.key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(full), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64')
}

/**
 * Decrypts an `Encrypt` value step by step and names the first step that fails. White space inside or around the
 * base64 is dropped, because XML writers put it there. Without `appid` the trailer is read but not compared.
 */
export function decrypt(encrypted: string, key: Buffer, appid?: string): Decrypted {
  const base64 = encrypted.replace(/\s+/g, '')
  if (base64 === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    return fail('base64', excerpt(base64), 'base64 characters with at most two = at the end')
  }
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) {
    return fail('aes', `${bytes.length} bytes`, 'a whole number of 16-byte AES blocks')
  }
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return open(Buffer.concat([decipher.update(bytes), decipher.final()]), appid)
}

function open(padded: Buffer, appid: string | undefined): Decrypted {
  const pad = padded[padded.length - 1] ?? 0
  const tail = padded.subarray(padded.length - pad)
  if (pad < 1 || pad > PAD_BLOCK || pad > padded.length || tail.some((byte) => byte !== pad)) {
    return fail(
      'padding',
      `a last byte of ${pad}`,
      'n times the byte n at the end, n from 1 to 32; else the key is another one',
    )
  }
  const full = padded.subarray(0, padded.length - pad)
  const head = RANDOM_BYTES + LENGTH_BYTES
  if (full.length < head) return fail('length', `${full.length} bytes`, 'at least 20 bytes before the message')
  const length = full.readUInt32BE(RANDOM_BYTES)
  if (length > full.length - head) {
    return fail(
      'length',
      `a message length of ${length}`,
      `at most ${full.length - head} bytes; else the key is another one or the 16 random bytes are missing`,
    )
  }
  const trailer = full.subarray(head + length).toString('utf8')
  if (appid !== undefined && trailer !== appid) return fail('appid', excerpt(trailer), appid)
  return {
    ok: true,
    message: full.subarray(head, head + length).toString('utf8'),
    random: full.subarray(0, RANDOM_BYTES),
    appid: trailer,
    pad,
  }
}

function fail(step: DecryptStep, found: string, expected: string): Decrypted {
  return { ok: false, step, found, expected }
}

function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}… (${text.length} characters)` : text
}
