import { envelopeMend, reason, type Reason } from './reasons.ts'

/** What WeChat puts up with but a bot should not do; the answer still counts. */
export const LINTS = {
  'silent-with-zero-bytes': reason(
    'Zero bytes are silence by the document, but some accounts reported the notice.',
    '文档允许返回空串，但有人报告会触发提示。',
    'Answer the word success.',
    '返回 success。',
  ),
  'success-not-exact': reason(
    'White space stands around success.',
    'success 前后有空白。',
    'Answer exactly seven bytes.',
    '只返回这七个字节。',
  ),
  'json-content-type': reason(
    'The Content-Type says JSON; WeChat ignores it, proxies may not.',
    'Content-Type 是 JSON；微信忽略它，代理未必。',
    'Say text/xml.',
    '使用 text/xml。',
  ),
  'xml-declaration': reason(
    'An XML declaration stands before the root; the document shows none.',
    '根元素前有 XML 声明；文档示例没有。',
    'Let the body begin with <xml>.',
    '让响应体以 <xml> 开头。',
  ),
  // Frameworks in wide use write their replies so, and are understood:
  // https://github.com/offu/WeRoBot/blob/master/werobot/replies.py
  'leading-white-space': reason(
    'Blank lines or spaces stand before <xml>; WeChat reads over them, though some developers blamed them for the notice.',
    '<xml> 之前有空行或空格；微信能够识别，但有人认为它会触发提示。',
    'Let the body begin with <xml>.',
    '让响应体以 <xml> 开头。',
  ),
  'create-time-in-milliseconds': reason(
    'CreateTime is in milliseconds; its value is ignored.',
    'CreateTime 是毫秒；其值会被忽略。',
    'Write Unix seconds.',
    '写 Unix 秒数。',
  ),
  'timestamp-in-milliseconds': reason(
    'TimeStamp of the encrypted reply is in milliseconds; one developer saw this fail.',
    '加密回复的 TimeStamp 是毫秒；有人因此失败。',
    'Write Unix seconds.',
    '写 Unix 秒数。',
  ),
  'plain-in-secure-mode': reason(
    'A plain reply was accepted in secure mode because a switch says so; the document demands encryption.',
    '开关允许了安全模式下的明文回复；文档要求加密。',
    ...envelopeMend,
  ),
  'news-cut': reason(
    'Only the first articles are shown: one for a message, eight for an event.',
    '只显示前面的图文：回复消息一篇，回复事件八篇。',
    'Answer one article, or send the others as service messages.',
    '只回复一篇，其余用客服消息发送。',
  ),
  'transfer-of-event': reason(
    'An event was handed over; the document means messages only.',
    '把事件转给了客服；文档只允许消息。',
    'Hand over messages of the user only.',
    '只转接用户消息。',
  ),
  'unknown-desk': reason(
    'The KfAccount is unknown; the user goes to any desk.',
    'KfAccount 不存在；用户会分给任意客服。',
    'Name a desk of this account.',
    '填写本账号的客服。',
  ),
  'carriage-return': reason(
    'The text has \\r\\n, which iOS shows as two line breaks.',
    '文本含 \\r\\n，iOS 会显示成两个换行。',
    'Break lines with \\n.',
    '用 \\n 换行。',
  ),
  'replacement-character': reason(
    'The text holds U+FFFD: a character was cut in the middle before.',
    '文本含 U+FFFD：之前有字符被从中间切断。',
    'Decode streams with a streaming decoder and cut between characters.',
    '流式解码，并在字符边界截断。',
  ),
  markdown: reason(
    'The text looks like markdown, which WeChat shows as it stands.',
    '文本像是 markdown，微信会原样显示。',
    'Convert it to plain text; send pictures as media.',
    '转成纯文本；图片用素材发送。',
  ),
} as const satisfies Record<string, Reason>

export type LintCode = keyof typeof LINTS

/** Lints that will sooner or later cost a message; the others are hints. */
const RISKY: ReadonlySet<LintCode> = new Set(['news-cut', 'replacement-character', 'plain-in-secure-mode'])

/** Whether something WeChat puts up with will sooner or later cost a message. */
export const isRisky = (code: LintCode): boolean => RISKY.has(code)
