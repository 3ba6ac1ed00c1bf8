import type { InGeneral } from './in-general.ts'

/** Remarks about what it calls, as they are told where nothing has happened yet. */
export const calls = {
  'token-in-the-wrong-place': {
    what: {
      en: 'An access token came in a place where this host does not read it.',
      zh: 'access_token 放在了该域名不读取的位置。',
    },
    covers: ['DT-13'],
  },
  'expired-token-kept': {
    what: {
      en: 'An expired access token was used on after it had been refused.',
      zh: 'access_token 过期并被拒绝后仍在使用。',
    },
    covers: ['DT-13'],
  },
  'token-not-kept': {
    what: {
      en: 'The bot keeps asking for access tokens while the one it has is good.',
      zh: '已有的 access_token 还有效，机器人却不断重新获取。',
    },
    covers: ['DT-13'],
  },
  'scope-missing': {
    what: { en: 'A call needs a permission that the app does not have.', zh: '调用的接口缺少应用权限。' },
  },
  'unknown-path': { what: { en: 'A call went to a path that is not offered here.', zh: '调用了这里没有提供的路径。' } },
  'unread-fields': { what: { en: 'A call has fields that DingTalk does not read.', zh: '请求里有钉钉不读取的字段。' } },
  'session-webhook-expired': {
    what: { en: 'A sessionWebhook was used after its end.', zh: 'sessionWebhook 过期后仍在使用。' },
    covers: ['DT-11', 'X-01'],
  },
  'session-webhook-unknown': {
    what: {
      en: 'A sessionWebhook was used whose session has never been, or ended long ago.',
      zh: 'sessionWebhook 的会话不存在，或早已结束。',
    },
    covers: ['DT-11'],
  },
  'webhook-body-unreadable': {
    what: { en: 'A webhook was called in a way it cannot read.', zh: 'webhook 请求的方式无法解析。' },
    covers: ['DT-10'],
  },
  'message-incomplete': {
    what: { en: 'A message lacks a field and was refused.', zh: '消息缺少字段，被拒绝。' },
    covers: ['DT-14'],
  },
  'msgtype-unsupported': { what: { en: 'A webhook does not take this msgtype.', zh: 'webhook 不支持该 msgtype。' } },
  'msgtype-undocumented': {
    what: { en: 'A webhook was sent a msgtype that no document names.', zh: '向 webhook 发送了文档没有的 msgtype。' },
  },
  'message-too-long': {
    what: { en: 'A message has more bytes than are allowed.', zh: '消息字节数超过上限。' },
    covers: ['DT-16'],
  },
  'message-unwieldy': {
    what: {
      en: 'A Markdown message is longer than people read in a chat.',
      zh: 'Markdown 消息过长，不适合在聊天中阅读。',
    },
    covers: ['DT-16'],
  },
  'message-blank': { what: { en: 'A message has nothing to show.', zh: '消息没有可显示的内容。' }, covers: ['DT-14'] },
  'mention-mismatch': {
    what: {
      en: 'at and the text do not name the same people, so nobody is notified.',
      zh: 'at 与正文不一致，没有人收到提醒。',
    },
    covers: ['DT-04'],
  },
  'mention-not-listed': {
    what: { en: 'The text mentions somebody whom at does not list.', zh: '正文 @ 了某人，at 里却没有列出。' },
    covers: ['DT-04'],
  },
  'mention-ignored': {
    what: { en: 'This sort of message cannot mention anybody.', zh: '该类型的消息不支持 @。' },
    covers: ['DT-04'],
  },
  'markdown-not-promised': {
    what: {
      en: 'The Markdown holds what DingTalk does not promise to show.',
      zh: 'Markdown 使用了钉钉不保证显示的语法。',
    },
    covers: ['DT-09'],
  },
  'markdown-in-text': {
    what: { en: 'A text message shows its Markdown as it is written.', zh: '文本消息会原样显示 Markdown 标记。' },
    covers: ['DT-09'],
  },
  'custom-robot-token-unknown': {
    what: { en: 'The access_token of a custom robot is unknown.', zh: '自定义机器人的 access_token 不存在。' },
  },
  'custom-robot-sign': {
    what: { en: 'The sign of a custom robot does not fit.', zh: '自定义机器人的加签不正确。' },
    covers: ['DT-02'],
  },
  'custom-robot-keyword': {
    what: { en: 'No keyword of the robot occurs in the message.', zh: '消息中没有机器人要求的关键词。' },
    covers: ['DT-06'],
  },
  'custom-robot-address': {
    what: {
      en: 'The call comes from an address that the robot does not allow.',
      zh: '请求来源不在机器人的 IP 白名单中。',
    },
  },
  'custom-robot-too-fast': {
    what: {
      en: 'A robot has sent more messages within a minute than it may.',
      zh: '机器人一分钟内发送的消息超过限额。',
    },
    covers: ['DT-17'],
  },
  'wrong-kind-of-id': {
    what: {
      en: 'An id of another kind stands where a user or a conversation is named.',
      zh: '用户或会话处填写了另一种 id。',
    },
    covers: ['DT-20'],
  },
  'robot-of-another-app': {
    what: { en: 'The robotCode is none of this app.', zh: 'robotCode 不属于该应用。' },
    covers: ['DT-21'],
  },
  'msgkey-unknown': { what: { en: 'There is no such msgKey.', zh: '没有这个 msgKey。' } },
  'msgparam-not-a-text': {
    what: { en: 'msgParam is not a text that holds a JSON object.', zh: 'msgParam 不是包含 JSON 对象的字符串。' },
  },
  'msgparam-incomplete': {
    what: { en: 'msgParam lacks a field of its msgKey.', zh: 'msgParam 缺少该 msgKey 需要的字段。' },
  },
  'too-many-receivers': {
    what: { en: 'One call names more users than are allowed.', zh: '单次调用的接收人数超过上限。' },
  },
  'media-unknown': { what: { en: 'A media_id was never uploaded.', zh: 'media_id 并未上传过。' }, covers: ['DT-08'] },
  'download-code-unknown': {
    what: {
      en: 'A downloadCode is none that a callback has brought, or has expired.',
      zh: 'downloadCode 不是回调里给出的，或已过期。',
    },
    covers: ['DT-08'],
  },
} as const satisfies Record<string, InGeneral>
