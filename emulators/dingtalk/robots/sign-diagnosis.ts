import { createHmac } from 'node:crypto'
import type { Bilingual } from '../../core/journal-entries.ts'
import { sameText } from '../crypto/same-text.ts'
import { sign } from '../crypto/sign.ts'

const hmac = (key: string, message: string): Buffer => createHmac('sha256', key).update(message).digest()
const base64 = (key: string, message: string): string => hmac(key, message).toString('base64')

/** A mistake that people make with the signature, and what the signature then is. */
interface Variant {
  readonly name: string
  readonly make: (secret: string, timestamp: string) => string
  readonly what: Bilingual
}

const VARIANTS: readonly Variant[] = [
  {
    name: 'key-and-message-swapped',
    make: (secret, timestamp) => base64(`${timestamp}\n${secret}`, secret),
    what: {
      en: 'It was made with key and message swapped: the secret is the key.',
      zh: '密钥与待签名内容颠倒了：secret 才是密钥。',
    },
  },
  {
    name: 'empty-message',
    make: (secret, timestamp) => base64(`${timestamp}\n${secret}`, ''),
    what: {
      en: 'It was made as another platform wants it: timestamp + "\\n" + secret as the key and nothing to sign. Here the secret is the key, and that text is signed.',
      zh: '用了另一平台的算法（以 timestamp + "\\n" + secret 为密钥、内容为空）；钉钉以 secret 为密钥，对该文本签名。',
    },
  },
  {
    name: 'timestamp-alone',
    make: (secret, timestamp) => base64(secret, timestamp),
    what: {
      en: 'It was made over the timestamp alone; timestamp + "\\n" + secret has to be signed.',
      zh: '只对 timestamp 签了名；应对 timestamp + "\\n" + secret 签名。',
    },
  },
  {
    name: 'no-line-break',
    make: (secret, timestamp) => base64(secret, timestamp + secret),
    what: {
      en: 'It was made without the line break between timestamp and secret.',
      zh: 'timestamp 与 secret 之间缺少换行符。',
    },
  },
  {
    name: 'backslash-n',
    make: (secret, timestamp) => base64(secret, `${timestamp}\\n${secret}`),
    what: {
      en: 'It was made with a backslash and an n instead of a line break, as a shell leaves them.',
      zh: '用了反斜杠加 n 两个字符，而不是换行符。',
    },
  },
  {
    name: 'trailing-line-break',
    make: (secret, timestamp) => base64(secret, `${timestamp}\n${secret}\n`),
    what: {
      en: 'It was made over a text that ends in a line break, as echo without -n gives it.',
      zh: '待签名内容末尾多了一个换行符（例如 echo 未加 -n）。',
    },
  },
  {
    name: 'secret-with-line-break',
    make: (secret, timestamp) => sign(`${secret}\n`, timestamp),
    what: {
      en: 'It was made with a secret that ends in a line break: trim what was read from a file or variable.',
      zh: 'secret 末尾带有换行符：请对读取到的值做 trim。',
    },
  },
  {
    name: 'secret-without-sec',
    make: (secret, timestamp) => sign(secret.replace(/^SEC/, ''), timestamp),
    what: { en: 'It was made with a secret that lacks its SEC.', zh: '使用的 secret 缺少 SEC 前缀。' },
  },
  {
    name: 'seconds',
    make: (secret, timestamp) => sign(secret, timestamp.slice(0, -3)),
    what: {
      en: 'It was made for the timestamp in seconds, while milliseconds were sent.',
      zh: '签名用的是秒级时间戳，而请求中是毫秒。',
    },
  },
  {
    name: 'hex',
    make: (secret, timestamp) => hmac(secret, `${timestamp}\n${secret}`).toString('hex'),
    what: { en: 'It is written in hex; base64 is wanted.', zh: '签名是十六进制，应为 base64。' },
  },
  {
    name: 'base64url',
    make: (secret, timestamp) => hmac(secret, `${timestamp}\n${secret}`).toString('base64url'),
    what: {
      en: 'It is written in base64url; plain base64 with + / and = is wanted.',
      zh: '签名是 base64url，应为包含 + / = 的标准 base64。',
    },
  },
]

/** Why a signature does not fit: a stable name and a sentence. */
export interface SignDiagnosis {
  readonly variant: string
  readonly what: Bilingual
}

/**
 * Finds the mistake behind a signature that does not fit its timestamp. `reusedFrom` is the timestamp for which the same
 * signature was right before.
 *
 * Source: https://open.dingtalk.com/document/dingstart/customize-robot-security-settings
 */
export function diagnoseSign(sent: string, timestamp: string, secret: string, reusedFrom?: string): SignDiagnosis {
  const right = sign(secret, timestamp)
  if (sent.includes(' ') && sameText(sent.replaceAll(' ', '+'), right))
    return {
      variant: 'plus-as-space',
      what: {
        en: 'It is right, but was not percent-encoded: its + has arrived as a space.',
        zh: '签名正确，但没有做 URL 编码：其中的 + 变成了空格。',
      },
    }
  const decoded = decodeFully(sent)
  if (decoded !== sent && sameText(decoded, right))
    return {
      variant: 'encoded-twice',
      what: {
        en: 'It is right after one more decoding: it was percent-encoded twice.',
        zh: '再解码一次后即为正确签名：做了两次 URL 编码。',
      },
    }
  if (reusedFrom !== undefined)
    return {
      variant: 'reused',
      what: {
        en: `It is right for the timestamp ${reusedFrom}, sent before: it was computed once and used again.`,
        zh: `它是之前时间戳 ${reusedFrom} 的签名：只计算了一次并被重复使用。`,
      },
    }
  const spellings = [sent, sent.replaceAll(' ', '+'), decoded]
  const known = VARIANTS.find(({ make }) => {
    const wrong = make(secret, timestamp)
    return wrong !== right && spellings.some((spelling) => sameText(spelling, wrong))
  })
  if (known !== undefined) return { variant: known.name, what: known.what }
  return {
    variant: 'unknown',
    what: {
      en: `It fits neither the secret nor any mistake we know (${sent.length} characters came, ${right.length} are wanted); perhaps it was made with another secret.`,
      zh: `与 secret 不符，也不是已知的错误写法（收到 ${sent.length} 个字符，应为 ${right.length} 个）；可能用了别的 secret。`,
    },
  }
}

const MOST_DECODINGS = 3

function decodeFully(text: string): string {
  let decoded = text
  for (let times = 0; times < MOST_DECODINGS && decoded.includes('%'); times += 1) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      // Not percent-encoded after all.
      return decoded
    }
  }
  return decoded
}
