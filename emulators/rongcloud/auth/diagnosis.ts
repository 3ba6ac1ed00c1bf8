import { createHash, createHmac } from 'node:crypto'
import type { Bilingual } from '../../core/journal-entries.ts'
import { sameSignature, sign } from './signature.ts'
import type { SignedHeaders } from './signed-headers.ts'

/** The secrets an app has or had; `previousSecret` is the one before the last rotation. */
export interface AppSecrets {
  readonly appSecret: string
  readonly previousSecret?: string | undefined
}

/** What is wrong with a signature: the mistake, the string the bot must have hashed, and the first byte that differs. */
export interface SignatureDiagnosis {
  readonly hint: Bilingual
  /** Where the bot's string leaves the right one, in bytes; absent when the mistake is not in the string. */
  readonly offset?: number
}

interface Guess {
  readonly says: Bilingual
  /** The string the bot would have hashed. */
  readonly text: string
  readonly digest?: (text: string) => string
}

const hex = (algorithm: string) => (text: string) => createHash(algorithm).update(text, 'utf8').digest('hex')

/**
 * Finds out how a refused signature was made, by making the usual mistakes and comparing. The result never contains the
 * secret, only how it was used.
 */
export function diagnoseSignature(sent: SignedHeaders, secrets: AppSecrets): SignatureDiagnosis {
  const { nonce, timestamp, signature } = sent
  const right = `${secrets.appSecret}${nonce}${timestamp}`
  if (sameSignature(sign(secrets.appSecret, nonce, timestamp), signature.trim().toLowerCase())) {
    return {
      hint: {
        en: 'It is right, but not in lower-case hex without white space.',
        zh: '签名值正确，但必须是不带空白的小写十六进制。',
      },
    }
  }
  for (const guess of guesses(sent, secrets)) {
    const made = (guess.digest ?? hex('sha1'))(guess.text)
    if (!sameSignature(made, signature)) continue
    const offset = firstDifference(right, guess.text)
    return offset === undefined ? { hint: guess.says } : { hint: guess.says, offset }
  }
  return { hint: shapeHint(signature) }
}

function* guesses(
  { appKey, nonce, timestamp }: SignedHeaders,
  { appSecret, previousSecret }: AppSecrets,
): Generator<Guess> {
  const rest = `${nonce}${timestamp}`
  if (previousSecret !== undefined) {
    yield {
      text: previousSecret + rest,
      says: {
        en: 'It was made with the App Secret from before the last rotation; the bot has not read the new one.',
        zh: '使用了轮换之前的 App Secret，机器人还没有读取新的密钥。',
      },
    }
  }
  for (const blank of [' ', '\n', '\r\n', '\t']) {
    for (const text of [`${appSecret}${blank}${rest}`, `${blank}${appSecret}${rest}`]) {
      yield {
        text,
        says: {
          en: 'The App Secret was used with a blank or line break around it; trim it.',
          zh: 'App Secret 前后带有空格或换行，请去掉。',
        },
      }
    }
  }
  const orders: readonly (readonly [string, string])[] = [
    [`${appSecret}${timestamp}${nonce}`, 'secret, timestamp, nonce'],
    [`${nonce}${appSecret}${timestamp}`, 'nonce, secret, timestamp'],
    [`${nonce}${timestamp}${appSecret}`, 'nonce, timestamp, secret'],
    [`${timestamp}${nonce}${appSecret}`, 'timestamp, nonce, secret'],
    [`${timestamp}${appSecret}${nonce}`, 'timestamp, secret, nonce'],
    [[appSecret, nonce, timestamp].sort().join(''), 'sorted, as WeChat does it'],
  ]
  for (const [text, order] of orders) {
    yield {
      text,
      says: {
        en: `The parts were joined in the order ${order}; the right order is secret, nonce, timestamp.`,
        zh: `拼接顺序有误（${order}）；正确顺序是 secret、nonce、timestamp。`,
      },
    }
  }
  for (const separator of ['&', '\n', ' ', ',', '|', '+', '-', '_', ':']) {
    yield {
      text: [appSecret, nonce, timestamp].join(separator),
      says: {
        en: `The parts were joined with ${JSON.stringify(separator)}; they are joined without a separator.`,
        zh: `拼接时使用了分隔符 ${JSON.stringify(separator)}；应直接相连。`,
      },
    }
  }
  yield {
    text: `${appKey}${rest}`,
    says: { en: 'It was made with the App Key; it takes the App Secret.', zh: '使用了 App Key，应使用 App Secret。' },
  }
  for (const [unit, other] of otherUnits(timestamp)) {
    yield {
      text: `${appSecret}${nonce}${other}`,
      says: {
        en: `It covers the timestamp in ${unit} (${other}), but the header says ${timestamp}; sign the text that is sent.`,
        zh: `签名用的是以${unit === 'seconds' ? '秒' : '毫秒'}为单位的时间戳（${other}），而请求头是 ${timestamp}；请对实际发送的文本签名。`,
      },
    }
  }
  const right = `${appSecret}${rest}`
  for (const algorithm of ['md5', 'sha256', 'sha512']) {
    yield {
      text: right,
      digest: hex(algorithm),
      says: {
        en: `It is ${algorithm.toUpperCase()}; RongCloud takes SHA-1.`,
        zh: `使用了 ${algorithm.toUpperCase()}，应使用 SHA-1。`,
      },
    }
  }
  yield {
    text: right,
    digest: (text) => createHash('sha1').update(text, 'utf8').digest('base64'),
    says: { en: 'It is base64; RongCloud takes hex.', zh: '使用了 base64，应为十六进制。' },
  }
  yield {
    text: right,
    digest: () => createHmac('sha1', appSecret).update(rest, 'utf8').digest('hex'),
    says: {
      en: 'It is HMAC-SHA1 keyed with the secret; RongCloud takes a plain SHA-1 with the secret in front.',
      zh: '使用了 HMAC-SHA1；应为把 secret 放在最前面的普通 SHA-1。',
    },
  }
}

function* otherUnits(timestamp: string): Generator<readonly ['seconds' | 'milliseconds', string]> {
  if (/^\d{13}$/.test(timestamp)) yield ['seconds', timestamp.slice(0, 10)]
  if (/^\d{10}$/.test(timestamp)) yield ['milliseconds', `${timestamp}000`]
}

function shapeHint(signature: string): Bilingual {
  if (!/^[0-9a-f]{40}$/i.test(signature)) {
    return {
      en: `It has ${signature.length} characters; a SHA-1 in hex has 40.`,
      zh: `签名长度为 ${signature.length}；十六进制 SHA-1 应为 40 个字符。`,
    }
  }
  return {
    en: 'No usual mistake explains it: most likely another App Secret, or the nonce or timestamp that was signed is not the one that was sent.',
    zh: '不属于常见错误：多半是 App Secret 不对，或者参与签名的 nonce、timestamp 与实际发送的不一致。',
  }
}

/** The first byte at which two texts differ, or nothing when they are equal. */
export function firstDifference(left: string, right: string): number | undefined {
  const a = Buffer.from(left, 'utf8')
  const b = Buffer.from(right, 'utf8')
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at += 1) if (a[at] !== b[at]) return at
  return a.length === b.length ? undefined : shorter
}

/** The unit a timestamp seems to be in, by its magnitude: seconds have 10 digits now, milliseconds 13. */
export function timestampUnit(timestamp: string): 'seconds' | 'milliseconds' | 'unknown' {
  if (/^\d{9,10}$/.test(timestamp)) return 'seconds'
  if (/^\d{12,13}$/.test(timestamp)) return 'milliseconds'
  return 'unknown'
}
