import type { Bilingual } from '../../core/journal-entries.ts'
import type { GatewayRow } from './refusal.ts'

const CODES = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'
const SEND = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'
const GROUP = 'https://open.dingtalk.com/document/development/the-robot-sends-a-group-message'
const TYPES = 'https://open.dingtalk.com/document/development/robot-message-type'
const FILES = 'https://open.dingtalk.com/document/development/download-the-file-content-of-the-robot-receiving-message'
const READ = 'https://open.dingtalk.com/document/development/chatbot-batch-query-the-read-status-of-messages'

/** The words of these messages: what is wrong and what to do, in the way the platform writes it. Bots read `code` alone. */
const words = (what: string, todo: string): string => `错误描述:${what};解决方案:${todo};`

type Draft = readonly [code: string, what: string, todo: string, when: string, mend?: Bilingual]

const rows = (source: string, drafts: readonly Draft[]): GatewayRow[] =>
  drafts.map(([code, what, todo, when, mend]) => ({
    code,
    status: 400,
    message: words(what, todo),
    when,
    ...(mend === undefined ? {} : { mend }),
    source,
  }))

const rightId = {
  en: 'userIds are the staffIds of the organisation (senderStaffId of a callback); neither senderId nor unionId nor a mobile number.',
  zh: 'userIds 是组织内的 userId（回调中的 senderStaffId），不是 senderId、unionId 或手机号。',
}
const ownRobot = {
  en: 'Use the robotCode of the callback, and the access token of the app that owns this robot.',
  zh: '请使用回调中的 robotCode，以及该机器人所属应用的访问凭证。',
}
const jsonText = {
  en: 'msgParam is a JSON text inside the JSON body: JSON.stringify({ content: … }).',
  zh: 'msgParam 是请求 JSON 中的 JSON 字符串：JSON.stringify({ content: … })。',
}

const robotRows = rows(SEND, [
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
  ],
])

const targetRows = rows(SEND, [
  ['invalidParameter.userIds.empty', 'userIds为空', '请填写接收者的userId', 'userIds is empty', rightId],
  [
    'invalidParameter.userIds.overMax',
    'userIds超过上限',
    '请分批发送',
    'more than 20 userIds',
    { en: 'Send in batches of 20.', zh: '请每批不超过 20 人。' },
  ],
  ['invalidParameter.userId.empty', 'userId为空', '请填写userId', 'a userId is empty', rightId],
  ['staffId.notExisted', 'userId不存在', '请确认userId是否正确', 'none of the userIds is known', rightId],
  ['robot.oto.notExist', '机器人不支持单聊', '请发布机器人', 'the robot has no single chats'],
  [
    'chatbotId.notAllow.sendOTO',
    '机器人不允许发送单聊消息',
    '请检查机器人配置',
    'the robot must not write to single chats',
  ],
  ['receivers.exceed', '接收者超过上限', '请分批发送', 'too many receivers'],
  ['illegal.receivers', '接收者不合法', '请检查接收者', 'a receiver is illegal'],
]).concat(
  rows(GROUP, [
    ['miss.openConversationId', 'openConversationId为空', '请填写openConversationId', 'openConversationId is empty'],
    [
      'invalid.openConversationId',
      'openConversationId不合法',
      '请确认群会话ID是否正确，且机器人在群内',
      'no group has this openConversationId',
      {
        en: 'Use conversationId of a callback whose conversationType is "2"; single chats take userIds.',
        zh: '请使用 conversationType 为 "2" 的回调中的 conversationId；单聊请用 userIds。',
      },
    ],
    ['group.disbanded', '群已解散', '请更换群', 'the group was dissolved'],
  ]),
)

const contentRows = rows(TYPES, [
  ['invalidParameter.msgKey.empty', 'msgKey为空', '请填写msgKey', 'msgKey is empty'],
  [
    'invalidParameter.msgKey.invalid',
    'msgKey不合法',
    '请使用文档中的msgKey',
    'msgKey is none of the templates',
    {
      en: 'Use sampleText, sampleMarkdown and the others of the list; the webhook types have other names.',
      zh: '请使用 sampleText、sampleMarkdown 等；与 Webhook 的消息类型名称不同。',
    },
  ],
  ['invalidParameter.msgParam.invalid', 'msgParam格式不正确', '请使用json格式', 'msgParam is no JSON text', jsonText],
  [
    'invalidParameter.msgParam.tooLong',
    'msgParam过长',
    '请缩短消息内容',
    'msgParam has more than 15 000 bytes',
    { en: 'Cut long answers into several messages.', zh: '请将长回复拆分为多条消息。' },
  ],
  ['invalidParameter.param.invalid', '参数不合法', '请检查参数', 'a parameter has a wrong type or value'],
  ['invalidParameter.msgBody.invalid', '消息体不合法', '请检查消息体', 'the message is malformed'],
  ['invalidParameter.msg.unsupport', '不支持的消息', '请更换消息类型', 'the message is not supported'],
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

const missingRows = rows(
  TYPES,
  Object.entries(PARAMETERS).map(([end, parameter]) => [
    `miss.param.${end}`,
    `消息缺少参数${parameter}`,
    `请填写${parameter}`,
    `${parameter} is missing or empty in msgParam`,
  ]),
)

const stateRows = rows(CODES, [
  ['bot.stopped', '机器人已停用', '请启用机器人', 'the robot is disabled'],
  ['template.not.existed', '模板不存在', '请检查模板', 'the template does not exist'],
  ['template.stopped', '模板已停用', '请启用模板', 'the template is disabled'],
  ['token.notExisted', 'token不存在', '请检查token', 'the token of the group does not exist'],
  ['invalidParameter.token.invalid', 'token不合法', '请检查token', 'the token of the group is malformed'],
  ['send.forbidden', '禁止发送', '请检查机器人权限', 'sending is forbidden'],
  ['bot.forbidden.sendMessage', '机器人被禁止发送消息', '请联系群主', 'the group forbids the robot to write'],
  [
    'only.groupAdmin.canAtAll',
    '仅群管理员可以@所有人',
    '请去掉@所有人',
    'only administrators of the group can mention everybody',
  ],
  ['send.too.fast', '发送太快', '请降低频率', 'the robot sends too fast'],
  ['send.byToken.tooFast', '发送太快', '请降低频率', 'the robot sends too fast by this token'],
  ['too.many.group', '发送的群过多', '请降低频率', 'too many groups at once'],
  ['too.many.people', '发送的人过多', '请降低频率', 'too many people at once'],
  ['contain.unsafe.url', '包含不安全的链接', '请检查内容', 'a link is unsafe'],
  ['contain.notAllowed.text', '包含不合适的文本', '请检查内容', 'a text is unsuitable'],
  ['contain.notAllowed.picture', '包含不合适的图片', '请检查内容', 'a picture is unsuitable'],
  ['contain.notAllowed.content', '包含不合适的内容', '请检查内容', 'the content is unsuitable'],
  ['session.notExisted', 'session不存在', '请使用最新的session', 'the session is unknown'],
  ['session.expired', 'session已过期', '请使用最新的session', 'the session has expired'],
  ['keywords.not.match', '关键词不匹配', '请包含关键词', 'no keyword occurs'],
  ['sign.not.match', '签名不匹配', '请检查签名', 'the signature does not fit'],
  ['ip.not.match', 'IP不匹配', '请检查IP地址段', 'the address is not on the list'],
])

const laterRows = [
  ...rows(READ, [
    [
      'invalid.processQueryKey',
      'processQueryKey不合法',
      '请使用发送接口返回的processQueryKey',
      'no message has this processQueryKey',
    ],
    [
      'processQueryKey.expireTime',
      'processQueryKey已过期',
      '请在24小时内查询',
      'the message was sent more than 24 hours ago',
    ],
  ]),
  ...rows(FILES, [
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

const STANDARD_CARD = 'https://open.dingtalk.com/document/development/robots-send-interactive-cards'

const standardCard = (code: string, message: string, when: string, mend?: Bilingual): GatewayRow => ({
  code,
  status: 400,
  message,
  when,
  ...(mend === undefined ? {} : { mend }),
  source: STANDARD_CARD,
})

/** Refusals of the standard cards (互动卡片普通版), which have words of their own. */
export const standardCardErrors: readonly GatewayRow[] = [
  standardCard('param.error', '参数无效', 'neither openConversationId nor singleChatReceiver is given'),
  standardCard('param.isNotJson', '参数必须是json', 'cardData or singleChatReceiver is no text of JSON', {
    en: 'cardData and singleChatReceiver are JSON texts inside the JSON body: JSON.stringify({ userId }).',
    zh: 'cardData 和 singleChatReceiver 是请求 JSON 中的 JSON 字符串：JSON.stringify({ userId })。',
  }),
  standardCard('invalid.user', '无效的用户ID', 'singleChatReceiver names nobody of the organisation', rightId),
  standardCard('invalid.robotCode', '无效的机器人标识', 'the robotCode is unknown or belongs to another app', ownRobot),
  standardCard('template.isNotExist', '模板不存在', 'cardTemplateId is another than StandardCard'),
  standardCard('invalid.bizId', '互动卡片BIZID无效', 'cardBizId is empty, longer than 100 characters, or unknown'),
  standardCard('create.cardInstance.failed', '创建互动卡片实例失败', 'the platform is ill'),
  standardCard('send.cardMsg.failed', '发送互动卡片消息失败', 'the platform is ill'),
  standardCard('cardInstance.notExist', '互动卡片实例不存在', 'the platform is ill'),
  standardCard('cardMessage.sendFailed', '发送互动卡片消息失败', 'the platform is ill'),
]

/** Refusals of the robot's operations. */
export const robotErrors: readonly GatewayRow[] = [
  ...robotRows,
  ...targetRows,
  ...contentRows,
  ...missingRows,
  ...stateRows,
  ...laterRows,
]
