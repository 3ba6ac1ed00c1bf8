import type { Bilingual } from '../core/journal-entries.ts'
import type { RemarkInfo } from '../core/platform.ts'
import type { Chatbot } from './chatbot.ts'

interface Kind extends RemarkInfo {
  readonly source: string
  /** Made once in a rehearsal, however often it happens. */
  readonly once?: true
}

const SIGNING = 'https://help.aliyun.com/document_detail/25490.htm'
const CHAT = 'https://help.aliyun.com/document_detail/86145.htm'
const COMMON = 'https://help.aliyun.com/document_detail/435312.html'

/** What this platform can notice about a client. What exactly happened is said where it happens. */
export const REMARKS = {
  'signature-mismatch': {
    severity: 'broken',
    what: { en: 'The signature of a call does not match.', zh: '调用的签名不匹配。' },
    mend: {
      en: 'Encode by RFC 3986, sort by bytes, sign the method that is sent; compare your string to sign with the one in the error. Sending the same request again cannot help.',
      zh: '按 RFC 3986 编码、按字节排序、对实际发送的方法签名；将你的待签名字符串与报错中的对照。重发同样的请求没有用。',
    },
    source: SIGNING,
    covers: ['AL-02'],
  },
  'clock-off': {
    severity: 'broken',
    what: { en: 'The Timestamp is too far from the time of the gateway.', zh: 'Timestamp 与网关时间相差过大。' },
    mend: {
      en: 'Stamp in UTC with a Z, and keep the clock right (NTP). Sending the same request again cannot help.',
      zh: '时间戳请使用 UTC 并以 Z 结尾，同时保持时钟准确（NTP）。重发同样的请求没有用。',
    },
    source: SIGNING,
    covers: ['AL-01'],
  },
  'timestamp-format': {
    severity: 'broken',
    what: { en: 'The Timestamp is not written as the gateway reads it.', zh: 'Timestamp 的写法网关无法识别。' },
    mend: {
      en: 'Write YYYY-MM-DDThh:mm:ssZ: no milliseconds, no offset.',
      zh: '格式为 YYYY-MM-DDThh:mm:ssZ：不带毫秒，不带时区偏移。',
    },
    source: SIGNING,
    covers: ['AL-01'],
  },
  'nonce-reused': {
    severity: 'broken',
    what: { en: 'A SignatureNonce was used a second time.', zh: 'SignatureNonce 被重复使用。' },
    mend: {
      en: 'Make a fresh nonce (a UUID) for every attempt, a retry included, and sign anew.',
      zh: '每次请求（包括重试）都要生成新的随机数（UUID）并重新签名。',
    },
    source: COMMON,
    covers: ['AL-03'],
  },
  'key-unknown': {
    severity: 'broken',
    what: { en: 'The AccessKeyId is unknown.', zh: 'AccessKeyId 不存在。' },
    mend: {
      en: 'Check the AccessKeyId; trim what was read from files and secrets.',
      zh: '请检查 AccessKeyId；从文件或密钥管理读出的内容要去掉首尾空白。',
    },
    source: COMMON,
    covers: ['AL-04'],
  },
  'format-is-xml': {
    severity: 'hint',
    once: true,
    what: { en: 'The client asked for no format, so the answer is XML.', zh: '没有指定格式，应答为 XML。' },
    mend: { en: 'Send Format=JSON; without it the answer is XML.', zh: '请发送 Format=JSON；缺省返回 XML。' },
    source: SIGNING,
  },
  'unread-parameters': {
    severity: 'hint',
    what: { en: 'A call has parameters that the action does not read.', zh: '请求里有该接口不读取的参数。' },
    mend: {
      en: 'Check the spelling and the version; unknown parameters are ignored.',
      zh: '请检查拼写和版本；未知参数会被忽略。',
    },
    source: CHAT,
  },
  'perspective-spelling': {
    severity: 'hint',
    once: true,
    what: {
      en: 'The perspectives are spelt as in the other version, so they were not read.',
      zh: '视角参数用了另一版本的写法，没有被读取。',
    },
    mend: {
      en: 'Version 2017-10-11 takes Perspective.1=CODE, version 2022-04-08 takes Perspective=["CODE"].',
      zh: '2017-10-11 版本使用 Perspective.1=编码，2022-04-08 版本使用 Perspective=["编码"]。',
    },
    source: CHAT,
  },
  'session-not-sent-back': {
    severity: 'risky',
    what: {
      en: 'A later turn of a visitor came without the SessionId of the first.',
      zh: '访客之后的轮次没有带上首次返回的 SessionId。',
    },
    mend: {
      en: 'Keep the SessionId of the first answer for each visitor and send it with every later turn; without it dialogs never finish.',
      zh: '为每位访客保存首次返回的 SessionId，并在之后每一轮带上；否则多轮对话永远无法完成。',
    },
    source: CHAT,
  },
  'wrong-region': {
    severity: 'risky',
    what: { en: 'The robot lives in another region.', zh: '机器人在另一个地域。' },
    mend: { en: 'Use the endpoint of the region the robot lives in.', zh: '请使用机器人所在地域的接入点。' },
    source: COMMON,
    covers: ['AL-06'],
  },
  'throttling-not-retried': {
    severity: 'risky',
    what: { en: 'A call that was throttled was not repeated.', zh: '被限流的调用没有重试。' },
    mend: {
      en: 'Wait a little (with jitter), sign anew with a fresh nonce and time, and try again.',
      zh: '稍等片刻（加随机抖动），用新的随机数和时间重新签名后重试。',
    },
    source: COMMON,
    covers: ['AL-05'],
  },
} as const satisfies Record<string, Kind>

export type RemarkCode = keyof typeof REMARKS

/** Writes a remark into the journal, as `aliyun-chatbot/<code>`. */
export function remark(
  { world, remarked }: Pick<Chatbot, 'world' | 'remarked'>,
  code: RemarkCode,
  what: Bilingual,
  about: {
    readonly cause?: number
    readonly user?: string | undefined
    readonly details?: Readonly<Record<string, unknown>>
  } = {},
): void {
  const kind: Kind = REMARKS[code]
  if (kind.once === true) {
    if (remarked.has(code)) return
    remarked.add(code)
  }
  const { severity, mend, source } = kind
  world.remark({ platform: 'aliyun-chatbot', code: `aliyun-chatbot/${code}`, severity, what, mend, source, ...about })
}
