import type { RemarkKind } from './kind.ts'

const SEND = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'
const TYPES = 'https://open.dingtalk.com/document/development/robot-message-type'
const FILES = 'https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message'

/** About what the bot asks the robot's operations for. */
export const openapiRemarks = {
  'wrong-kind-of-id': {
    severity: 'broken',
    mend: {
      en: 'userIds take senderStaffId of a callback; openConversationId takes conversationId of a group, whose conversationType is "2". senderId, unionId and mobile numbers are none of these.',
      zh: 'userIds 应使用回调中的 senderStaffId；openConversationId 应使用群聊（conversationType 为 "2"）的 conversationId；senderId、unionId、手机号都不行。',
    },
    source: SEND,
  },
  'robot-of-another-app': {
    severity: 'broken',
    mend: {
      en: 'Take robotCode from the callback, and the access token of the app this robot belongs to.',
      zh: '请使用回调中的 robotCode，并用该机器人所属应用的访问凭证。',
    },
    source: SEND,
  },
  'msgkey-unknown': {
    severity: 'broken',
    mend: {
      en: 'Use the names of the list (sampleText, sampleMarkdown, sampleActionCard2 …); msgtypes of webhooks are other names.',
      zh: '请使用文档中的名称（sampleText、sampleMarkdown、sampleActionCard2 等）；与 Webhook 的 msgtype 不同。',
    },
    source: TYPES,
  },
  'msgparam-not-a-text': {
    severity: 'broken',
    mend: {
      en: 'msgParam is a JSON text inside the JSON body: JSON.stringify({ content: … }).',
      zh: 'msgParam 是请求 JSON 中的 JSON 字符串：JSON.stringify({ content: … })。',
    },
    source: TYPES,
  },
  'msgparam-incomplete': {
    severity: 'broken',
    mend: {
      en: 'Fill in every parameter of the template; sampleMarkdown needs a title as well as a text.',
      zh: '请填写模板的每个参数；sampleMarkdown 除 text 外还需要 title。',
    },
    source: TYPES,
  },
  'too-many-receivers': {
    severity: 'broken',
    mend: { en: 'Send in batches of at most 20 users.', zh: '请每批不超过 20 人。' },
    source: SEND,
  },
  'media-unknown': {
    severity: 'risky',
    mend: {
      en: 'Upload the file with /media/upload and send the media_id of the answer.',
      zh: '请先用 /media/upload 上传文件，并使用返回的 media_id。',
    },
    source: TYPES,
  },
  'download-code-unknown': {
    severity: 'risky',
    mend: {
      en: 'Exchange downloadCode of the callback, as it stands there and soon after it came; pictureDownloadCode often fails.',
      zh: '请尽快用回调中的 downloadCode 原样换取下载地址；pictureDownloadCode 经常失败。',
    },
    source: FILES,
  },
} as const satisfies Record<string, RemarkKind>
