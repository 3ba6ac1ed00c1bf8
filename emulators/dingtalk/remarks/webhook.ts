import type { RemarkKind } from './kind.ts'

const RECEIVE = 'https://open.dingtalk.com/document/development/receive-message'
const CUSTOM = 'https://open.dingtalk.com/document/development/custom-robots-send-group-messages'
const SECURITY = 'https://open.dingtalk.com/document/dingstart/customize-robot-security-settings'
const PROACTIVE = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'

/** About what the bot posts to webhooks. */
export const webhookRemarks = {
  'session-webhook-expired': {
    severity: 'risky',
    mend: {
      en: 'Compare sessionWebhookExpiredTime with the time before use; afterwards send through the OpenAPI with robotCode and userId or openConversationId. The refusal is HTTP 200 with errcode 300001.',
      zh: '使用前比较 sessionWebhookExpiredTime；过期后请用 robotCode 加 userId 或 openConversationId 通过 OpenAPI 发送。拒绝时返回 HTTP 200、errcode 300001。',
    },
    source: PROACTIVE,
  },
  'session-webhook-unknown': {
    severity: 'risky',
    mend: {
      en: 'Use the sessionWebhook of the newest message of the conversation as it stands in the callback.',
      zh: '请原样使用该会话最新一条消息回调中的 sessionWebhook。',
    },
    source: RECEIVE,
  },
  'webhook-body-unreadable': {
    severity: 'broken',
    mend: {
      en: 'POST a JSON object with Content-Type: application/json.',
      zh: '请用 POST 发送 JSON 对象，Content-Type 为 application/json。',
    },
    source: CUSTOM,
  },
  'message-incomplete': {
    severity: 'broken',
    mend: {
      en: 'Fill in every required field in its exact case; an empty text counts as missing. Read errcode: the HTTP status is 200.',
      zh: '请按准确的大小写填写所有必填字段，空字符串视为缺失；HTTP 状态码始终是 200，请检查 errcode。',
    },
    source: CUSTOM,
  },
  'msgtype-unsupported': {
    severity: 'broken',
    mend: {
      en: 'Webhooks take text, markdown, link, actionCard and feedCard. Send pictures, voice, video and files through the OpenAPI, cards through the card operations.',
      zh: 'Webhook 支持 text、markdown、link、actionCard、feedCard；图片、语音、视频、文件请走 OpenAPI，互动卡片请走卡片接口。',
    },
    source: CUSTOM,
  },
  'msgtype-undocumented': {
    severity: 'hint',
    once: true,
    mend: {
      en: 'The documents do not promise image and file at webhooks: send sampleImageMsg and sampleFile through the OpenAPI.',
      zh: '文档未承诺 Webhook 支持 image 和 file：请通过 OpenAPI 发送 sampleImageMsg、sampleFile。',
    },
    source: CUSTOM,
  },
  'message-too-long': {
    severity: 'broken',
    mend: {
      en: 'Cut long answers into several messages; the limit counts bytes of the whole body, and a Chinese character has three.',
      zh: '请将长回复拆分为多条；限制按整个请求体的字节数计算，一个汉字占三个字节。',
    },
    source: 'https://github.com/timonwong/prometheus-webhook-dingtalk/issues/30',
  },
  'message-unwieldy': {
    severity: 'hint',
    mend: {
      en: 'Cut Markdown at about 3,500 characters: longer messages are shown blank or cut by some clients.',
      zh: '建议在 3500 字左右拆分 Markdown：更长的消息在部分客户端会显示空白或被截断。',
    },
    source: 'https://github.com/soimy/openclaw-channel-dingtalk/issues/615',
  },
  'message-blank': {
    severity: 'risky',
    mend: { en: 'Say something, or send nothing.', zh: '请填写内容，或者不要发送。' },
    source: CUSTOM,
  },
  'mention-mismatch': {
    severity: 'risky',
    mend: {
      en: 'A mention needs both: the userId in at.atUserIds (or the mobile number in at.atMobiles) beside msgtype, and @ with the same id in the text.',
      zh: '@ 某人需同时满足：与 msgtype 同级的 at.atUserIds（或 at.atMobiles）中有其标识，且文本中包含 @同一标识。',
    },
    source: CUSTOM,
  },
  'mention-not-listed': {
    severity: 'hint',
    mend: {
      en: 'To notify somebody list their userId in at.atUserIds and write @ with that userId, not with the name, into the text.',
      zh: '要真正提醒对方，请在 at.atUserIds 中列出 userId，并在文本中写 @该userId，而不是昵称。',
    },
    source: CUSTOM,
  },
  'mention-ignored': {
    severity: 'hint',
    mend: {
      en: 'Mention people in text, markdown or actionCard messages.',
      zh: '请在 text、markdown 或 actionCard 消息中 @ 人。',
    },
    source: CUSTOM,
  },
  'markdown-not-promised': {
    severity: 'hint',
    mend: {
      en: 'Stay with headings, quotes, bold, italic, links, pictures and lists; put two spaces before a line break.',
      zh: '请只用标题、引用、加粗、斜体、链接、图片和列表；换行前加两个空格。',
    },
    source: CUSTOM,
  },
  'markdown-in-text': {
    severity: 'hint',
    mend: {
      en: 'Send msgtype markdown, or take the marks out.',
      zh: '请使用 msgtype markdown，或去掉标记符号。',
    },
    source: CUSTOM,
  },
  'custom-robot-token-unknown': {
    severity: 'broken',
    mend: {
      en: 'Send the 64 characters that follow access_token= in the webhook URL of the robot, and nothing else.',
      zh: '请只填写机器人 Webhook 地址中 access_token= 之后的 64 个字符。',
    },
    source: CUSTOM,
  },
  'custom-robot-sign': {
    severity: 'broken',
    mend: {
      en: 'For each call: timestamp in milliseconds, sign = base64(HMAC-SHA256(secret, timestamp + "\\n" + secret)), percent-encoded once, both in the query.',
      zh: '每次请求：timestamp 为毫秒，sign = base64(HMAC-SHA256(secret, timestamp + "\\n" + secret))，只做一次 URL 编码，两者都放在查询参数中。',
    },
    source: SECURITY,
  },
  'custom-robot-keyword': {
    severity: 'risky',
    mend: {
      en: 'Put a keyword into every message, for example at its end, or use sign instead.',
      zh: '请在每条消息中加入关键词（例如放在末尾），或改用加签。',
    },
    source: SECURITY,
  },
  'custom-robot-address': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Put the public address of the bot on the list of the robot.',
      zh: '请把机器人程序的出口 IP 加入该机器人的 IP 地址段。',
    },
    source: SECURITY,
  },
  'custom-robot-too-fast': {
    severity: 'risky',
    mend: {
      en: 'Queue and join messages: 20 a minute for each robot, and 10 minutes of silence after more.',
      zh: '请排队或合并消息：每个机器人每分钟最多 20 条，超过后限流 10 分钟。',
    },
    source: CUSTOM,
  },
} as const satisfies Record<string, RemarkKind>
