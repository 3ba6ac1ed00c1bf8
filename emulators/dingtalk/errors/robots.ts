import { batches, deadGroup, ownRobot, rightId, shorterMessages } from './mends.ts'
import type { GatewayRow } from './refusal.ts'
import { robotRows } from './robot-rows.ts'
import { robotStateErrors } from './robot-states.ts'

const SEND = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'
const GROUP = 'https://open.dingtalk.com/document/development/the-robot-sends-a-group-message'
const TYPES = 'https://open.dingtalk.com/document/development/robot-message-type'
const FILES = 'https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message'
const READ = 'https://open.dingtalk.com/document/development/chatbot-batch-query-the-read-status-of-messages'

const openConversationId = {
  en: 'Use conversationId of a callback whose conversationType is "2"; single chats take userIds.',
  zh: '请使用 conversationType 为 "2" 的回调中的 conversationId；单聊请用 userIds。',
}
const msgKey = {
  en: 'Use sampleText, sampleMarkdown and the others of the list; the webhook types have other names.',
  zh: '请使用 sampleText、sampleMarkdown 等；与 Webhook 的消息类型名称不同。',
}
const jsonText = {
  en: 'msgParam is a JSON text inside the JSON body: JSON.stringify({ content: … }).',
  zh: 'msgParam 是请求 JSON 中的 JSON 字符串：JSON.stringify({ content: … })。',
}

const identityRows = robotRows(SEND, [
  ['invalidParameter.robotCode.empty', 'robotCode为空', '请填写robotCode', 'robotCode is empty', ownRobot],
  ['invalidParameter.robotCode.missing', 'robotCode缺失', '请填写robotCode', 'robotCode is missing', ownRobot],
  [
    'invalidParameter.robotCode.invalid',
    'robotCode不合法',
    '请确认robotCode是否正确',
    'robotCode is malformed',
    ownRobot,
  ],
  [
    'invalidParameter.robotCode.notExsit',
    'robot 不存在',
    '请确认 robotCode 是否正确',
    'no robot has this robotCode; the code is spelled so',
    ownRobot,
  ],
  [
    'invalidParameter.robotCode.auth',
    '应用没有使用该robotCode的权限',
    '请使用机器人所属应用的accessToken',
    'the robot belongs to another app than the access token',
    ownRobot,
  ],
  [
    'invalidParameter.robotCode.coolApp',
    'robotCode与酷应用不匹配',
    '请填写机器人所属的酷应用编码',
    'coolAppCode is missing or does not fit the robot',
    {
      en: 'Give the coolAppCode of the cool app the robot belongs to; without a cool app use oToMessages/batchSend or groupMessages/send.',
      zh: '请填写机器人所属酷应用的 coolAppCode；没有酷应用时请使用 oToMessages/batchSend 或 groupMessages/send。',
    },
  ],
])

const targetRows = robotRows(SEND, [
  ['invalidParameter.userIds.empty', 'userIds为空', '请填写接收者的userId', 'userIds is empty', rightId],
  ['invalidParameter.userIds.overMax', 'userIds超过上限', '请分批发送', 'more than 20 userIds', batches],
  ['invalidParameter.userId.empty', 'userId为空', '请填写userId', 'a userId is empty', rightId],
  ['staffId.notExisted', 'userId不存在', '请确认userId是否正确', 'none of the userIds is known', rightId],
  [
    'robot.oto.notExist',
    '机器人不支持单聊',
    '请发布机器人',
    'the robot has no single chats',
    {
      en: 'Publish a version of the app with its robot in the developer console; retrying cannot help.',
      zh: '请在开发者后台发布包含该机器人的应用版本；重试没有用。',
    },
  ],
  [
    'chatbotId.notAllow.sendOTO',
    '机器人不允许发送单聊消息',
    '请检查机器人配置',
    'the robot must not write to single chats',
    {
      en: 'Use the robot of an app and allow it single chats in the developer console; a custom robot writes to its group alone.',
      zh: '请使用应用机器人，并在开发者后台开放单聊；自定义机器人只能在所在群发言。',
    },
  ],
  ['receivers.exceed', '接收者超过上限', '请分批发送', 'too many receivers', batches],
  ['illegal.receivers', '接收者不合法', '请检查接收者', 'a receiver is illegal', rightId],
]).concat(
  robotRows(GROUP, [
    [
      'miss.openConversationId',
      'openConversationId为空',
      '请填写openConversationId',
      'openConversationId is empty',
      openConversationId,
    ],
    [
      'invalid.openConversationId',
      'openConversationId不合法',
      '请确认群会话ID是否正确，且机器人在群内',
      'no group has this openConversationId',
      openConversationId,
    ],
    ['group.disbanded', '群已解散', '请更换群', 'the group was dissolved', deadGroup],
  ]),
)

const contentRows = robotRows(TYPES, [
  ['invalidParameter.msgKey.empty', 'msgKey为空', '请填写msgKey', 'msgKey is empty', msgKey],
  [
    'invalidParameter.msgKey.invalid',
    'msgKey不合法',
    '请使用文档中的msgKey',
    'msgKey is none of the templates',
    msgKey,
  ],
  ['invalidParameter.msgParam.invalid', 'msgParam格式不正确', '请使用json格式', 'msgParam is no JSON text', jsonText],
  [
    'invalidParameter.msgParam.tooLong',
    'msgParam过长',
    '请缩短消息内容',
    'msgParam has more than 15 000 bytes',
    shorterMessages,
  ],
  [
    'invalidParameter.param.invalid',
    '参数不合法',
    '请检查参数',
    'a parameter has a wrong type or value',
    {
      en: 'Compare types and limits with the document: lists are JSON arrays even for one value, a recall takes 1 to 20 processQueryKeys.',
      zh: '请对照文档检查类型和上限：只有一个值时列表也要写成 JSON 数组；一次撤回 1 到 20 个 processQueryKey。',
    },
  ],
  [
    'invalidParameter.msgBody.invalid',
    '消息体不合法',
    '请检查消息体',
    'the message is malformed',
    {
      en: 'Give in msgParam the fields that belong to this msgKey, spelled as in the document.',
      zh: 'msgParam 中的字段须与该 msgKey 对应，名称与文档一致。',
    },
  ],
  [
    'invalidParameter.msg.unsupport',
    '不支持的消息',
    '请更换消息类型',
    'the message is not supported',
    {
      en: 'Send it as another msgKey; sampleText and sampleMarkdown go everywhere, a feedCard goes through a webhook alone.',
      zh: '请改用其他 msgKey；sampleText 和 sampleMarkdown 通用，feedCard 只能通过 Webhook 发送。',
    },
  ],
])

/** Parameters of msgParam by the end of their `miss.param.` code. */
const PARAMETERS: Readonly<Record<string, string>> = {
  text: 'text',
  contentOfText: 'content',
  link: 'link',
  textOfLink: 'text',
  titleOfLink: 'title',
  messageUrlOfLink: 'messageUrl',
  markdown: 'markdown',
  markdownTotitle: 'title',
  markdownTotext: 'text',
  actionCard: 'actionCard',
  actionCardTotitle: 'title',
  actionCardTotext: 'text',
  actionCardTosingleTitle: 'singleTitle',
  actionCardTosingleUrl: 'singleURL',
  actionCardTobtns: 'btns',
  actionCardTobtnsTotitle: 'btns.title',
  actionCardTobtnsToactionUrl: 'btns.actionURL',
  photo: 'photo',
  photoTophotoUrl: 'photoURL',
  file: 'file',
  video: 'video',
  audio: 'audio',
}

const missingRows = robotRows(
  TYPES,
  Object.entries(PARAMETERS).map(([end, parameter]) => [
    `miss.param.${end}`,
    `消息缺少参数${parameter}`,
    `请填写${parameter}`,
    `${parameter} is missing or empty in msgParam`,
    {
      en: `Fill in ${parameter} in msgParam, in exactly this spelling; an empty text counts as missing.`,
      zh: `请在 msgParam 中填写 ${parameter}，大小写须一致；空字符串视为缺失。`,
    },
  ]),
)

const laterRows = [
  ...robotRows(READ, [
    [
      'invalid.processQueryKey',
      'processQueryKey不合法',
      '请使用发送接口返回的processQueryKey',
      'no message has this processQueryKey',
      {
        en: 'Keep the processQueryKey that the sending was answered with; group and single chats have operations of their own.',
        zh: '请保存发送接口返回的 processQueryKey；群聊和单聊要用各自的接口。',
      },
    ],
    [
      'processQueryKey.expireTime',
      'processQueryKey已过期',
      '请在24小时内查询',
      'the message was sent more than 24 hours ago',
      {
        en: 'Ask for the read status, and recall, within 24 hours after sending.',
        zh: '请在发送后 24 小时内查询已读状态或撤回。',
      },
    ],
  ]),
  ...robotRows(FILES, [
    [
      'invalidParameter.robotCode.downloadCode',
      'downloadCode不合法或已过期',
      '请使用回调中的downloadCode',
      'the downloadCode is unknown or has expired',
      {
        en: 'Exchange downloadCode (not pictureDownloadCode) of the callback soon after it came; it is no URL.',
        zh: '请在收到回调后尽快用 downloadCode（而非 pictureDownloadCode）换取下载地址；它不是 URL。',
      },
    ],
  ]),
]

/** Refusals of the robot's operations. */
export const robotErrors: readonly GatewayRow[] = [
  ...identityRows,
  ...targetRows,
  ...contentRows,
  ...missingRows,
  ...robotStateErrors,
  ...laterRows,
]
