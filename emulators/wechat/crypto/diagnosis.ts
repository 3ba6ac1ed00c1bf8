import { decodeAesKey, decrypt, type DecryptStep } from './encryption.ts'
import { sameSignature, sign } from './signature.ts'

/** What the judge of an encrypted message knows about the account. `previousKey` is the key before the last change. */
export interface CryptoIdentity {
  readonly appid: string
  readonly token: string
  readonly encodingAesKey: string
  readonly previousKey?: string | undefined
}

/** An encrypted message as it stands on the wire. */
export interface SignedEnvelope {
  readonly encrypt: string
  readonly signature: string
  readonly timestamp: string
  readonly nonce: string
}

/** The result of opening an envelope: the message, or the failing step as the official sample library numbers it. */
export type Opened =
  | { readonly ok: true; readonly message: string }
  | {
      readonly ok: false
      readonly step: 'signature' | DecryptStep
      readonly code: number
      readonly found: string
      readonly expected: string
      readonly hint: string
    }

/** Return values of the official sample library; they never stand on the wire. */
const LIBRARY_CODES: Readonly<Record<'signature' | DecryptStep, number>> = {
  signature: -40001,
  key: -40004,
  base64: -40010,
  aes: -40007,
  padding: -40008,
  length: -40008,
  appid: -40005,
}

/**
 * Opens an encrypted envelope as WeChat does (signature, base64, AES, padding, length, appid, in this order) and, when a
 * step fails, tries what bots usually confuse, so that the hint can name the mistake instead of its symptom.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
 */
export function openEnvelope(envelope: SignedEnvelope, identity: CryptoIdentity): Opened {
  const { encrypt, signature, timestamp, nonce } = envelope
  const expected = sign(identity.token, timestamp, nonce, encrypt)
  if (!sameSignature(expected, signature)) {
    return failure('signature', signature, expected, hintForSignature(envelope, identity))
  }
  const key = decodeAesKey(identity.encodingAesKey)
  if (key === undefined) {
    return failure(
      'key',
      `${identity.encodingAesKey.length} characters`,
      '43 base64 characters',
      'The EncodingAESKey has 43 characters; one = is added before decoding.',
    )
  }
  const opened = decrypt(encrypt, key, identity.appid)
  if (opened.ok) return { ok: true, message: opened.message }
  return failure(opened.step, opened.found, opened.expected, hintForStep(opened.step, encrypt, identity))
}

function failure(step: 'signature' | DecryptStep, found: string, expected: string, hint: string): Opened {
  return { ok: false, step, code: LIBRARY_CODES[step], found, expected, hint }
}

function hintForSignature({ encrypt, signature, timestamp, nonce }: SignedEnvelope, { token }: CryptoIdentity): string {
  if (sameSignature(sign(token, timestamp, nonce), signature)) {
    return 'This is the signature of Token, timestamp and nonce only; MsgSignature also covers Encrypt.'
  }
  if (sameSignature(sign(token, timestamp, nonce, encrypt.trim()), signature)) {
    return 'It was computed before white space was put around Encrypt; sign exactly what is sent.'
  }
  if (sameSignature(sign(token, timestamp, nonce, encrypt.replace(/\s+/g, '')), signature)) {
    return 'It was computed before line breaks were put into Encrypt; send base64 without line breaks.'
  }
  return 'It covers the four strings Token, TimeStamp, Nonce and Encrypt of this reply, sorted by bytes; use the TimeStamp and Nonce that stand in the reply.'
}

function hintForStep(step: DecryptStep, encrypt: string, identity: CryptoIdentity): string {
  const previous = identity.previousKey === undefined ? undefined : decodeAesKey(identity.previousKey)
  if (
    step !== 'base64' &&
    step !== 'appid' &&
    previous !== undefined &&
    decrypt(encrypt, previous, identity.appid).ok
  ) {
    return 'It opens with the previous EncodingAESKey: the key was changed, and the bot still answers with the old one.'
  }
  switch (step) {
    case 'base64':
      return 'Encrypt is standard base64 (with + and /), not base64url and not URL-encoded.'
    case 'aes':
      return 'The ciphertext was cut, or is not AES-CBC output.'
    case 'padding':
      return 'Most often another EncodingAESKey, or PKCS#7 with 16-byte blocks done by the library on top; turn automatic padding off and pad to 32.'
    case 'length':
      return 'Most often another EncodingAESKey, or the four length bytes are little-endian, or count characters instead of bytes.'
    case 'appid':
      return 'The message ends in the AppID of this account; WeCom puts its CorpID there.'
    case 'key':
      return 'The EncodingAESKey has 43 characters.'
  }
}
