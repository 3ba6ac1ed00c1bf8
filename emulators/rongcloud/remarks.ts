import type { Bilingual, Severity } from '../core/journal-entries.ts'
import type { RongCloud } from './rongcloud.ts'

interface Kind {
  readonly severity: Severity
  readonly mend: Bilingual
  readonly source: string
  /** Made once in a rehearsal, however often it happens. */
  readonly once?: true
}

const AUTH = 'https://docs.rongcloud.cn/platform-chat-api/auth'
const SEND = 'https://docs.rongcloud.cn/platform-chat-api/message/send-private'

/** What this platform can notice about a bot. What exactly happened is said where it happens. */
export const REMARKS = {
  'signature-mismatch': {
    severity: 'broken',
    mend: {
      en: 'Signature is the lower-case hex SHA-1 of App Secret + Nonce + Timestamp, the two as they stand in the headers. Retrying the same request cannot help.',
      zh: 'Signature 是 App Secret + Nonce + Timestamp 直接拼接后的小写十六进制 SHA-1，后两者与请求头一致。重试同样的请求没有用。',
    },
    source: AUTH,
  },
  'unknown-app-key': {
    severity: 'broken',
    mend: {
      en: 'Send the App Key of this app in App-Key or RC-App-Key.',
      zh: '在 App-Key 或 RC-App-Key 中发送本应用的 App Key。',
    },
    source: AUTH,
  },
  'timestamp-in-seconds': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'The documents ask for milliseconds now; both are accepted because the text is hashed as it is sent.',
      zh: '现行文档要求毫秒；由于签名直接使用所发送的文本，两种单位都能通过。',
    },
    source: AUTH,
  },
  'nonce-too-long': {
    severity: 'hint',
    once: true,
    mend: { en: 'Use a nonce of at most 18 characters.', zh: 'Nonce 请不要超过 18 个字符。' },
    source: AUTH,
  },
  'wrong-encoding': {
    severity: 'broken',
    mend: {
      en: 'Classic endpoints take application/x-www-form-urlencoded, endpoints below /v3/ take application/json.',
      zh: '经典接口使用 application/x-www-form-urlencoded，/v3/ 之下的接口使用 application/json。',
    },
    source: SEND,
  },
  'unread-fields': {
    severity: 'hint',
    mend: {
      en: 'Check the spelling; RongCloud ignores fields it does not know.',
      zh: '请检查拼写；融云会忽略未知字段。',
    },
    source: SEND,
  },
  'receiver-unknown': {
    severity: 'risky',
    mend: {
      en: 'Code 200 means accepted, not delivered. Check the id; a user exists once getToken was called for it (in a scenario: once it has acted, or stands under given.users).',
      zh: '200 只表示已受理，并不表示送达。请检查用户 ID；调用过 getToken 的用户才存在（在剧本中：有过动作或写在 given.users 里）。',
    },
    source: SEND,
  },
  'content-not-shown': {
    severity: 'risky',
    mend: {
      en: 'Content of a built-in type is JSON as one string: content={"content":"…"} for RC:TxtMsg, then form-encoded.',
      zh: '内置消息类型的 content 是一个 JSON 字符串：RC:TxtMsg 为 {"content":"…"}，再做表单编码。',
    },
    source: SEND,
  },
  'receivers-joined': {
    severity: 'risky',
    mend: {
      en: 'Repeat the key for each receiver: toUserId=a&toUserId=b.',
      zh: '每个接收者重复一次参数：toUserId=a&toUserId=b。',
    },
    source: SEND,
  },
  'own-side-not-stored': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'Send with isIncludeSender=1 if the sender shall have the message in its own history.',
      zh: '若发送者自己的历史中也要有这条消息，请以 isIncludeSender=1 发送。',
    },
    source: SEND,
  },
  'pre-send-fails-open': {
    severity: 'risky',
    mend: {
      en: 'Answer within 3 s; the callback is made once, and without a verdict the message is delivered.',
      zh: '请在 3 秒内应答；该回调只有一次，没有结论的消息会照常下发。',
    },
    source: 'https://docs.rongcloud.cn/v4-platform/views/im/server/security/msgcb.html',
  },
  'callback-lost': {
    severity: 'risky',
    mend: {
      en: 'Answer 200 at once and work afterwards; no public text promises a second delivery.',
      zh: '请立即应答 200，再做处理；公开文档没有承诺再次投递。',
    },
    source: 'https://docs.rongcloud.cn/platform-chat-api/message/sync',
  },
  'response-ignored': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'Send answers with /message/private/publish.json; what the answer to a webhook may hold is not public.',
      zh: '请用 /message/private/publish.json 发送回复；webhook 应答内容的格式没有公开。',
    },
    source: 'https://docs.rongcloud.cn/platform-chat-api/bot/callback-channels/bot-callback-webhook',
  },
} as const satisfies Record<string, Kind>

export type RemarkCode = keyof typeof REMARKS

/** Writes a remark into the journal, as `rongcloud/<code>`. */
export function remark(
  rong: RongCloud,
  code: RemarkCode,
  what: Bilingual,
  about: { readonly cause?: number | undefined; readonly user?: string | undefined } = {},
): void {
  const kind: Kind = REMARKS[code]
  if (kind.once === true) {
    if (rong.remarked.has(code)) return
    rong.remarked.add(code)
  }
  const { severity, mend, source } = kind
  rong.world.remark({ platform: 'rongcloud', code: `rongcloud/${code}`, severity, what, mend, source, ...about })
}
