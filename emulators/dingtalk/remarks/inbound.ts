import type { RemarkKind } from './kind.ts'

const RECEIVE = 'https://open.dingtalk.com/document/development/receive-message'

/** About how the bot takes messages. */
export const inboundRemarks = {
  'forgery-accepted': {
    severity: 'broken',
    mend: {
      en: 'Refuse a callback whose timestamp is more than an hour away or whose sign is not base64(HMAC-SHA256(appSecret, timestamp + "\\n" + appSecret)); both checks are needed.',
      zh: '时间戳相差超过一小时，或 sign 不等于 base64(HMAC-SHA256(appSecret, timestamp + "\\n" + appSecret)) 的回调必须拒绝；两项都要校验。',
    },
    source: RECEIVE,
  },
  'callback-answer-ignored': {
    severity: 'risky',
    mend: {
      en: 'Answer a callback with HTTP 200 and a text, markdown, actionCard, feedCard or {"msgtype":"empty"}; everything else is dropped without a word.',
      zh: '回调应返回 HTTP 200 以及 text、markdown、actionCard、feedCard 或 {"msgtype":"empty"}；其他内容会被静默丢弃。',
    },
    source: RECEIVE,
  },
  'callback-failed': {
    severity: 'broken',
    mend: {
      en: 'A 5xx is mostly an exception in the bot: its last lines tell which. Only a text has the field text, so look at msgtype before you read it; a 404 is a path that is not the bot’s.',
      zh: '5xx 多半是机器人抛出了异常，日志末尾会说明。只有文本消息才有 text 字段，读取之前先看 msgtype；404 说明回调路径不对。',
    },
    source: RECEIVE,
  },
  'callback-unanswered': {
    severity: 'risky',
    mend: {
      en: 'Answer at once with {"msgtype":"empty"} and send the text later through sessionWebhook.',
      zh: '请立即返回 {"msgtype":"empty"}，稍后通过 sessionWebhook 发送内容。',
    },
    source: RECEIVE,
  },
} as const satisfies Record<string, RemarkKind>
