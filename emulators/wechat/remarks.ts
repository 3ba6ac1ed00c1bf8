import type { Bilingual, Severity } from '../core/journal-entries.ts'
import type { RemarkInfo } from '../core/platform.ts'
import { isRisky, LINTS, type LintCode } from './reply/lints.ts'
import { REASONS, REPLY_SOURCE } from './reply/reasons.ts'
import type { Wechat } from './wechat.ts'

const PUSH = 'https://developers.weixin.qq.com/doc/subscription/guide/dev/push/'
const STABLE_TOKEN = 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken'

/** What WeChat can notice about a bot, apart from the answers to its pushes. What exactly happened is said where it happens. */
export const REMARKS = {
  'verification-failed': {
    severity: 'broken',
    what: { en: 'The callback URL did not pass its verification.', zh: '服务器配置的 URL 验证没有通过。' },
    mend: {
      en: 'Answer status 200 and exactly the echostr as plain text: no quotes, no BOM, no line break, no number.',
      zh: '返回 200，正文与 echostr 逐字节相同：纯文本，无引号、BOM、换行，不要转成数字。',
    },
    source: PUSH,
    covers: ['W-02', 'W-03', 'WX-02'],
  },
  'verification-chunked': {
    severity: 'hint',
    what: {
      en: 'The echostr came in chunks; some developers saw that refused.',
      zh: '验证响应使用了分块传输；有人因此验证失败。',
    },
    mend: { en: 'Send a Content-Length.', zh: '返回 Content-Length。' },
    source: 'https://github.com/zhayujie/CowAgent/pull/2668',
    covers: ['W-03', 'WX-02'],
  },
  'verification-blind': {
    severity: 'risky',
    what: {
      en: 'The bot echoes the echostr without checking the signature, so anybody can pass for WeChat.',
      zh: '机器人没有校验签名就返回 echostr，任何人都可以冒充微信。',
    },
    mend: {
      en: 'Compare signature with the SHA-1 of Token, timestamp and nonce, sorted as strings, and answer 403 otherwise.',
      zh: '把 Token、timestamp、nonce 按字符串排序后做 SHA-1，与 signature 比较；不一致则返回 403。',
    },
    source: PUSH,
    covers: ['W-04', 'X-10'],
  },
  'forgery-accepted': {
    severity: 'broken',
    what: { en: 'The bot answered a message that WeChat never sent.', zh: '机器人回复了并非微信发出的消息。' },
    mend: {
      en: 'Check signature in plain mode and msg_signature (which covers Encrypt) otherwise, compare the AppID after decryption, and refuse what fails.',
      zh: '明文模式校验 signature；加密模式校验 msg_signature（包含 Encrypt），解密后核对 AppID，不符即拒绝。',
    },
    source: `${PUSH}encryption.html`,
    covers: ['W-30', 'WX-19'],
  },
  'token-storm': {
    severity: 'broken',
    what: {
      en: 'The bot asks for access tokens over and over.',
      zh: '机器人反复请求 access_token。',
    },
    mend: {
      en: 'Fetch once for all callers at a time, keep the token until shortly before its end, repeat a refused call once, and back off.',
      zh: '同一时刻只刷新一次并共享结果，用到临近过期；被拒绝的调用只重试一次，并退避等待。',
    },
    source: STABLE_TOKEN,
    covers: ['W-32', 'W-33', 'WX-12', 'WX-15'],
    implies: ['wechat/fetches-tokens-sparingly', 'wechat/stops-at-40164', 'across/pauses-between-tries'],
  },
  'unread-fields': {
    severity: 'hint',
    what: { en: 'A call has fields that WeChat does not read.', zh: '请求里有微信不读取的字段。' },
    mend: { en: 'Check their spelling against the document, or leave them out.', zh: '对照文档检查拼写，或删去。' },
    source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage',
    covers: ['W-37'],
  },
  'unicode-escapes': {
    severity: 'hint',
    what: {
      en: 'The JSON of a message has \\u escapes instead of UTF-8, which users have been shown as they stand.',
      zh: '消息的 JSON 用 \\u 转义代替了 UTF-8，曾有用户看到转义字符本身。',
    },
    mend: {
      en: 'Write UTF-8: json.dumps(…, ensure_ascii=False), JSON_UNESCAPED_UNICODE, SetEscapeHTML(false).',
      zh: '直接输出 UTF-8：json.dumps(…, ensure_ascii=False)、JSON_UNESCAPED_UNICODE、SetEscapeHTML(false)。',
    },
    source: 'https://github.com/w7corp/easywechat/issues/935',
    covers: ['W-41', 'WX-11'],
  },
  'template-loop': {
    severity: 'broken',
    what: {
      en: 'The bot answers TEMPLATESENDJOBFINISH with another template message, without end.',
      zh: '机器人用模板消息回应 TEMPLATESENDJOBFINISH，循环不止。',
    },
    mend: {
      en: 'Answer success to events you do not know, and send nothing.',
      zh: '对不认识的事件只返回 success，不要发送任何消息。',
    },
    source: 'https://github.com/node-webot/wechat-api/issues/244',
    covers: ['W-48', 'X-11'],
  },
} as const satisfies Record<string, RemarkInfo>

export type RemarkCode = keyof typeof REMARKS

/** Writes a remark into the journal, as `wechat/<code>`. */
export function remark(
  { world }: Pick<Wechat, 'world'>,
  code: RemarkCode,
  what: Bilingual,
  about: {
    readonly severity?: Severity
    readonly cause?: number
    readonly user?: string
    readonly details?: Readonly<Record<string, unknown>>
  } = {},
): void {
  const { severity, mend, source } = REMARKS[code]
  world.remark({ platform: 'wechat', code: `wechat/${code}`, severity, what, mend, source, ...about })
}

const WHY_STATUS: Bilingual = {
  en: 'WeChat delivers the same message again after an error status; when the last delivery fails as well, the user reads that the service is out of order.',
  zh: '状态码出错时微信会重新推送同一条消息；最后一次仍失败，用户就会看到“该公众号提供的服务出现故障”。',
}
const WHY_BODY: Bilingual = {
  en: 'An answer WeChat cannot use is not repeated: the user reads at once that the service is out of order.',
  zh: '微信无法识别的响应不会重试：用户立即看到“该公众号提供的服务出现故障”。',
}

/** What a bad reply answers for, by the beginning of its code: the longest counts. */
const REPLY_COVERS: Readonly<Record<string, readonly string[]>> = {
  '': ['W-25', 'WX-03'],
  status: ['W-16', 'W-21', 'WX-03'],
  'text-': ['W-25', 'W-27', 'WX-03', 'WX-07'],
  'xml-control-character': ['W-24', 'WX-24'],
  xml: ['W-24', 'WX-03', 'WX-24'],
  doctype: ['W-24', 'WX-24'],
  media: ['W-45', 'WX-14'],
  news: ['W-26', 'WX-03'],
  plain: ['W-31', 'WX-16'],
  'plain-text': ['W-25', 'WX-03'],
  encrypted: ['W-31', 'WX-16'],
  envelope: ['W-30', 'WX-16'],
  crypto: ['W-30', 'WX-16', 'WX-21'],
}

function coversOfReply(code: string): readonly string[] {
  const [longest = ''] = Object.keys(REPLY_COVERS)
    .filter((begin) => code.startsWith(begin))
    .toSorted((a, b) => b.length - a.length)
  return REPLY_COVERS[longest] ?? []
}

const LINT_COVERS: Readonly<Partial<Record<LintCode, readonly string[]>>> = {
  'silent-with-zero-bytes': ['W-19'],
  'success-not-exact': ['W-19', 'WX-03'],
  'plain-in-secure-mode': ['W-31', 'WX-16'],
  'news-cut': ['W-26'],
  'transfer-of-event': ['W-28'],
  'unknown-desk': ['W-28'],
  'replacement-character': ['WX-07', 'LC-01'],
  markdown: ['WX-10'],
}

const replies = Object.entries(REASONS).map(([code, { cause, mend }]): [string, RemarkInfo] => [
  `reply-${code}`,
  {
    severity: 'broken',
    what: cause,
    why: code === 'status' ? WHY_STATUS : WHY_BODY,
    mend,
    source: REPLY_SOURCE,
    covers: coversOfReply(code),
  },
])

const lints = Object.entries(LINTS).map(([code, { cause, mend }]): [string, RemarkInfo] => [
  code,
  {
    severity: isRisky(code as LintCode) ? 'risky' : 'hint',
    what: cause,
    mend,
    source: REPLY_SOURCE,
    covers: LINT_COVERS[code as LintCode] ?? ['W-24'],
  },
])

/** Every remark of this platform, by code without `wechat/`. */
export const remarkInfos: Readonly<Record<string, RemarkInfo>> = {
  ...Object.fromEntries([...replies, ...lints]),
  ...REMARKS,
}
