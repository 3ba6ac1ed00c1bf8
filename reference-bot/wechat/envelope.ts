import { createHash } from 'node:crypto'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { z } from 'zod'
import { sameSecret } from '../signature.ts'
import { readPush } from './push.ts'
import type { Push } from './push.ts'
import type { WeChatSettings } from './settings.ts'
import { readXml, writeXml } from './xml.ts'

/** A request that did not come from WeChat, or that this bot cannot read. `statusCode` is what to answer. */
export class RefusedPush extends Error {
  override readonly name = 'RefusedPush'
  readonly statusCode: number
  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

/** A push that is proven to come from WeChat, and how to answer it: encrypted when it was. */
export interface OpenedPush {
  readonly push: Push
  seal(replyXml: string): string
}

const Query = z.object({
  signature: z.string().optional(),
  timestamp: z.string(),
  nonce: z.string(),
  encrypt_type: z.string().optional(),
  msg_signature: z.string().optional(),
  echostr: z.string().optional(),
})

type Keys = Pick<WeChatSettings, 'token' | 'appId' | 'aesKeys' | 'onlyEncrypted'>

/**
 * Answers WeChat's check of the callback URL: the text to send back, byte for byte.
 * https://developers.weixin.qq.com/doc/subscription/guide/dev/push/
 *
 * @throws RefusedPush when the signature is wrong
 */
export function answerVerification(keys: Keys, query: unknown): string {
  const { echostr, ...signed } = readQuery(query)
  checkSignature(keys, signed)
  if (echostr === undefined) throw new RefusedPush(400, 'echostr is missing')
  return echostr
}

/**
 * Checks where a push comes from, before anything in it is believed, and opens it.
 *
 * Retries repeat signature, timestamp and nonce, so a nonce seen before is no replay.
 * https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
 *
 * @throws RefusedPush
 */
export function openPush(keys: Keys, query: unknown, body: string): OpenedPush {
  const signed = readQuery(query)
  if (signed.encrypt_type === undefined || signed.encrypt_type === 'raw') {
    if (keys.onlyEncrypted) throw new RefusedPush(403, 'a plain push, but the account is in secure mode')
    checkSignature(keys, signed)
    return { push: parse(body), seal: (replyXml) => replyXml }
  }

  const { Encrypt } = readElements(body)
  if (typeof Encrypt !== 'string' || Encrypt === '') throw new RefusedPush(403, 'encrypt_type=aes, but no <Encrypt>')
  const right = getSignature(keys.token, signed.timestamp, signed.nonce, Encrypt)
  if (!sameSecret(signed.msg_signature, right)) throw new RefusedPush(403, 'msg_signature does not match')

  // In compatible mode the plain fields stand beside <Encrypt>; only what was encrypted is covered by the signature.
  const message = decryptWithAny(keys, Encrypt)
  return { push: parse(message), seal: (replyXml) => seal(keys, signed.nonce, replyXml) }
}

function readQuery(query: unknown): z.infer<typeof Query> {
  const result = Query.safeParse(query)
  if (!result.success) throw new RefusedPush(403, 'not signed: timestamp or nonce is missing')
  return result.data
}

function checkSignature(keys: Keys, signed: z.infer<typeof Query>): void {
  const parts = [keys.token, signed.timestamp, signed.nonce].toSorted()
  const right = createHash('sha1').update(parts.join('')).digest('hex')
  if (!sameSecret(signed.signature, right)) throw new RefusedPush(403, 'signature does not match')
}

/** A push that was on its way when the key was changed still has the previous one. */
function decryptWithAny(keys: Keys, encrypted: string): string {
  const reasons: string[] = []
  for (const [index, key] of keys.aesKeys.entries()) {
    try {
      const { message, id } = decrypt(key, encrypted)
      if (id === keys.appId) return message
      reasons.push(`key ${index + 1}: it was encrypted for another app id`)
    } catch (error) {
      reasons.push(`key ${index + 1}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const why = reasons.length === 0 ? 'WECHAT_ENCODING_AES_KEY is not set' : reasons.join('; ')
  throw new RefusedPush(400, `the push cannot be decrypted (${why})`)
}

/** Replies have the current key, even to a push that still had the previous one. */
function seal(keys: Keys, nonce: string, replyXml: string): string {
  const [key = ''] = keys.aesKeys
  const TimeStamp = Math.floor(Date.now() / 1000)
  const Encrypt = encrypt(key, replyXml, keys.appId)
  const MsgSignature = getSignature(keys.token, String(TimeStamp), nonce, Encrypt)
  return writeXml({ Encrypt, MsgSignature, TimeStamp, Nonce: nonce })
}

function parse(xml: string): Push {
  try {
    return readPush(readElements(xml))
  } catch (error) {
    if (error instanceof RefusedPush) throw error
    throw new RefusedPush(400, `not a push: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function readElements(xml: string) {
  try {
    return readXml(xml)
  } catch (error) {
    throw new RefusedPush(400, `not readable XML: ${error instanceof Error ? error.message : String(error)}`)
  }
}
