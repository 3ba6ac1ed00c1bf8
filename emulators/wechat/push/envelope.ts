import { encrypt } from '../crypto/encryption.ts'
import { sign } from '../crypto/signature.ts'
import { text, writeIndentedXml, writePlainXml, type XmlField } from './xml.ts'

/** How the account wants its messages: plain (明文模式), compatible (兼容模式) or secure (安全模式). */
export type MessageMode = 'plain' | 'compatible' | 'secure'

/** What signs and encrypts a push. `key` is 32 bytes; it is not used in plain mode. */
export interface PushSecrets {
  readonly mode: MessageMode
  readonly token: string
  readonly appid: string
  readonly key: Buffer
  /** White space put on both sides of `Encrypt`; not part of what is signed. */
  readonly whitespace?: string
}

/** The values of one push that differ each time: Unix seconds, decimal digits, 16 bytes of random. */
export interface PushStamp {
  readonly timestamp: string
  readonly nonce: string
  readonly random: Uint8Array
}

/** One push as it goes over the wire: parameters in wire order and the exact body. */
export interface PushEnvelope {
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/**
 * Seals the elements of a push for the account's mode. The first element is `ToUserName`, all that a secure envelope shows.
 *
 * Sources: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/,
 * https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
 */
export function sealPush(
  fields: readonly XmlField[],
  openid: string,
  secrets: PushSecrets,
  stamp: PushStamp,
): PushEnvelope {
  return seal(writePlainXml(fields), fields, openid, secrets, stamp)
}

/**
 * Seals a body written by the user of caipai. It goes out byte for byte in plain mode and inside `Encrypt` otherwise;
 * the compatible envelope repeats only its receiver, since a body of any shape has no fields to repeat.
 */
export function sealRawPush(
  body: string,
  receiver: string,
  openid: string,
  secrets: PushSecrets,
  stamp: PushStamp,
): PushEnvelope {
  return seal(body, [text('ToUserName', receiver)], openid, secrets, stamp)
}

function seal(
  plain: string,
  visible: readonly XmlField[],
  openid: string,
  secrets: PushSecrets,
  { timestamp, nonce, random }: PushStamp,
): PushEnvelope {
  const query: [string, string][] = [
    ['signature', sign(secrets.token, timestamp, nonce)],
    ['timestamp', timestamp],
    ['nonce', nonce],
    ['openid', openid],
  ]
  if (secrets.mode === 'plain') return { query, body: plain }
  const encrypted = encrypt(plain, { key: secrets.key, appid: secrets.appid, random })
  query.push(['encrypt_type', 'aes'], ['msg_signature', sign(secrets.token, timestamp, nonce, encrypted)])
  const shown = secrets.mode === 'compatible' ? visible : visible.slice(0, 1)
  return {
    query,
    body: writeIndentedXml([
      ...shown,
      text('Encrypt', `${secrets.whitespace ?? ''}${encrypted}${secrets.whitespace ?? ''}`),
    ]),
  }
}

/**
 * Appends parameters to the configured address. A query already there is kept and comes first; a fragment is dropped.
 * Throws nothing for an address that `new URL` accepts.
 */
export function withQuery(address: string, query: PushEnvelope['query']): string {
  const base = address.split('#', 1)[0] ?? address
  const added = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return base + (base.includes('?') ? (/[?&]$/.test(base) ? '' : '&') : '?') + added
}
