import type { Bilingual } from '../core/journal-entries.ts'
import type { RemarkInfo } from '../core/platform.ts'
import type { RongCloud } from './rongcloud.ts'

interface Kind extends RemarkInfo {
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
    what: { en: 'The signature of a call does not match.', zh: '调用的签名不匹配。' },
    mend: {
      en: 'Signature is the lower-case hex SHA-1 of App Secret + Nonce + Timestamp, the two as they stand in the headers. Retrying the same request cannot help.',
      zh: 'Signature 是 App Secret + Nonce + Timestamp 直接拼接后的小写十六进制 SHA-1，后两者与请求头一致。重试同样的请求没有用。',
    },
    source: AUTH,
    covers: ['RC-05', 'RC-06'],
  },
  'unknown-app-key': {
    severity: 'broken',
    what: { en: 'The App Key is not the one of this app.', zh: 'App Key 不是本应用的。' },
    mend: {
      en: 'Send the App Key of this app in App-Key or RC-App-Key.',
      zh: '在 App-Key 或 RC-App-Key 中发送本应用的 App Key。',
    },
    source: AUTH,
  },
  'timestamp-in-seconds': {
    severity: 'hint',
    once: true,
    what: { en: 'The Timestamp is in seconds.', zh: 'Timestamp 以秒为单位。' },
    mend: {
      en: 'The documents ask for milliseconds now; both are accepted because the text is hashed as it is sent.',
      zh: '现行文档要求毫秒；由于签名直接使用所发送的文本，两种单位都能通过。',
    },
    source: AUTH,
    covers: ['RC-05'],
  },
  'nonce-too-long': {
    severity: 'hint',
    once: true,
    what: { en: 'The Nonce is longer than 18 characters.', zh: 'Nonce 超过 18 个字符。' },
    mend: { en: 'Use a nonce of at most 18 characters.', zh: 'Nonce 请不要超过 18 个字符。' },
    source: AUTH,
  },
  'wrong-encoding': {
    severity: 'broken',
    what: {
      en: 'The body is encoded in a way this endpoint does not read.',
      zh: '请求体的编码方式不是该接口所要求的。',
    },
    mend: {
      en: 'Classic endpoints take application/x-www-form-urlencoded, endpoints below /v3/ take application/json.',
      zh: '经典接口使用 application/x-www-form-urlencoded，/v3/ 之下的接口使用 application/json。',
    },
    source: SEND,
    covers: ['RC-03', 'RC-07'],
  },
  'unread-fields': {
    severity: 'hint',
    what: { en: 'A call has fields that RongCloud does not read.', zh: '请求里有融云不读取的字段。' },
    mend: {
      en: 'Check the spelling; RongCloud ignores fields it does not know.',
      zh: '请检查拼写；融云会忽略未知字段。',
    },
    source: SEND,
    covers: ['RC-04'],
  },
  'receiver-unknown': {
    severity: 'risky',
    what: {
      en: 'A message went to a user nobody knows: accepted, and seen by nobody.',
      zh: '消息发给了不存在的用户：已受理，但没有人看到。',
    },
    mend: {
      en: 'Code 200 means accepted, not delivered. Check the id; a user exists once getToken was called for it (in a scenario: once it has acted, or stands under given.users).',
      zh: '200 只表示已受理，并不表示送达。请检查用户 ID；调用过 getToken 的用户才存在（在剧本中：有过动作或写在 given.users 里）。',
    },
    source: SEND,
    covers: ['RC-02'],
  },
  'content-not-shown': {
    severity: 'risky',
    what: {
      en: 'A message was accepted whose content no client can show.',
      zh: '消息已受理，但客户端无法展示其内容。',
    },
    mend: {
      en: 'Content of a built-in type is JSON as one string: content={"content":"…"} for RC:TxtMsg, then form-encoded.',
      zh: '内置消息类型的 content 是一个 JSON 字符串：RC:TxtMsg 为 {"content":"…"}，再做表单编码。',
    },
    source: SEND,
    covers: ['RC-02', 'RC-03'],
  },
  'receivers-joined': {
    severity: 'risky',
    what: { en: 'Several receivers were joined into one text.', zh: '多个接收者被拼成了一个字符串。' },
    mend: {
      en: 'Repeat the key for each receiver: toUserId=a&toUserId=b.',
      zh: '每个接收者重复一次参数：toUserId=a&toUserId=b。',
    },
    source: SEND,
    covers: ['RC-02'],
  },
  'own-side-not-stored': {
    severity: 'hint',
    once: true,
    what: { en: 'A message is missing in the sender’s own history.', zh: '发送者自己的历史中没有这条消息。' },
    mend: {
      en: 'Send with isIncludeSender=1 if the sender shall have the message in its own history.',
      zh: '若发送者自己的历史中也要有这条消息，请以 isIncludeSender=1 发送。',
    },
    source: SEND,
  },
  'pre-send-fails-open': {
    severity: 'risky',
    what: {
      en: 'The callback before sending brought no verdict in time, so the message was delivered.',
      zh: '发送前回调没有及时给出结论，消息已照常下发。',
    },
    mend: {
      en: 'Answer within 3 s; the callback is made once, and without a verdict the message is delivered.',
      zh: '请在 3 秒内应答；该回调只有一次，没有结论的消息会照常下发。',
    },
    source: 'https://docs.rongcloud.cn/v4-platform/views/im/server/security/msgcb.html',
  },
  'callback-lost': {
    severity: 'risky',
    what: { en: 'A callback did not reach the bot, and no other follows.', zh: '回调没有送达机器人，也不会再次投递。' },
    mend: {
      en: 'Answer 200 at once and work afterwards; no public text promises a second delivery.',
      zh: '请立即应答 200，再做处理；公开文档没有承诺再次投递。',
    },
    source: 'https://docs.rongcloud.cn/platform-chat-api/message/sync',
    covers: ['X-02'],
  },
  'response-ignored': {
    severity: 'hint',
    once: true,
    what: {
      en: 'The bot answered a webhook with content, which nobody reads.',
      zh: '机器人在 webhook 应答中写了内容，没有人读取。',
    },
    mend: {
      en: 'Send answers with /message/private/publish.json; what the answer to a webhook may hold is not public.',
      zh: '请用 /message/private/publish.json 发送回复；webhook 应答内容的格式没有公开。',
    },
    source: 'https://docs.rongcloud.cn/platform-chat-api/bot/callback-channels/bot-callback-webhook',
    covers: ['RC-02'],
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
