import { renewSession, slower, stoppedRobot, unsafeContent, unsafeLink, unsafePicture } from './mends.ts'
import type { GatewayRow } from './refusal.ts'
import { robotRows } from './robot-rows.ts'

const CODES = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'

const noToken = {
  en: 'Leave token out: robotCode and openConversationId say enough.',
  zh: '去掉 token：有 robotCode 和 openConversationId 即可。',
}
const fewer = {
  en: 'Spread the messages over time: fewer groups and people at once, and a pause in between.',
  zh: '分散发送：减少同时发送的群和人，并在中间停顿。',
}

/** Refusals for the state of a robot or a group, for its pace and for what a message contains. */
export const robotStateErrors: readonly GatewayRow[] = robotRows(CODES, [
  ['bot.stopped', '机器人已停用', '请启用机器人', 'the robot is disabled', stoppedRobot],
  [
    'template.not.existed',
    '模板不存在',
    '请检查模板',
    'the template does not exist',
    {
      en: 'Use a msgKey of the list, such as sampleText or sampleMarkdown, in exactly this spelling.',
      zh: '请使用文档列出的 msgKey，如 sampleText、sampleMarkdown，大小写须一致。',
    },
  ],
  [
    'template.stopped',
    '模板已停用',
    '请启用模板',
    'the template is disabled',
    {
      en: 'Enable the template in the developer console, or send sampleText or sampleMarkdown; retrying cannot help.',
      zh: '请在开发者后台启用模板，或改发 sampleText、sampleMarkdown；重试没有用。',
    },
  ],
  ['token.notExisted', 'token不存在', '请检查token', 'the token of the group does not exist', noToken],
  ['invalidParameter.token.invalid', 'token不合法', '请检查token', 'the token of the group is malformed', noToken],
  [
    'send.forbidden',
    '禁止发送',
    '请检查机器人权限',
    'sending is forbidden',
    {
      en: 'Check in the developer console that the robot is enabled and published and its app has the scope to send; retrying cannot help.',
      zh: '请在开发者后台确认机器人已启用并发布，且应用有发送权限；重试没有用。',
    },
  ],
  [
    'bot.forbidden.sendMessage',
    '机器人被禁止发送消息',
    '请联系群主',
    'the group forbids the robot to write',
    {
      en: 'Ask the owner of the group to let the robot write, and stop sending there until then.',
      zh: '请联系群主允许机器人发言，在此之前停止向该群发送。',
    },
  ],
  [
    'only.groupAdmin.canAtAll',
    '仅群管理员可以@所有人',
    '请去掉@所有人',
    'only administrators of the group can mention everybody',
    {
      en: 'Leave isAtAll out and mention the people meant one by one, or ask the owner of the group to allow it.',
      zh: '去掉 isAtAll，改为逐个 @ 相关成员，或请群主放开限制。',
    },
  ],
  ['send.too.fast', '发送太快', '请降低频率', 'the robot sends too fast', slower],
  ['send.byToken.tooFast', '发送太快', '请降低频率', 'the robot sends too fast by this token', slower],
  ['too.many.group', '发送的群过多', '请降低频率', 'too many groups at once', fewer],
  ['too.many.people', '发送的人过多', '请降低频率', 'too many people at once', fewer],
  ['contain.unsafe.url', '包含不安全的链接', '请检查内容', 'a link is unsafe', unsafeLink],
  ['contain.notAllowed.text', '包含不合适的文本', '请检查内容', 'a text is unsuitable', unsafeContent],
  ['contain.notAllowed.picture', '包含不合适的图片', '请检查内容', 'a picture is unsuitable', unsafePicture],
  ['contain.notAllowed.content', '包含不合适的内容', '请检查内容', 'the content is unsuitable', unsafeContent],
  ['session.notExisted', 'session不存在', '请使用最新的session', 'the session is unknown', renewSession],
  ['session.expired', 'session已过期', '请使用最新的session', 'the session has expired', renewSession],
  [
    'keywords.not.match',
    '关键词不匹配',
    '请包含关键词',
    'no keyword occurs',
    {
      en: 'Put one of the keywords of the robot into the title or the text of every message, error messages too.',
      zh: '每条消息（包括错误提示）的标题或正文都要包含机器人设置的关键词。',
    },
  ],
  [
    'sign.not.match',
    '签名不匹配',
    '请检查签名',
    'the signature does not fit',
    {
      en: 'sign is base64(HMAC-SHA256(secret, timestamp + "\\n" + secret)), percent-encoded once; send the same timestamp, in milliseconds, beside it.',
      zh: 'sign 为 base64(HMAC-SHA256(secret, timestamp + "\\n" + secret))，只做一次 URL 编码，并同时发送同一个毫秒时间戳。',
    },
  ],
  [
    'ip.not.match',
    'IP不匹配',
    '请检查IP地址段',
    'the address is not on the list',
    {
      en: 'Add the public address your server calls from to the security settings of the robot.',
      zh: '请把服务器的公网出口 IP 加入机器人的安全设置。',
    },
  ],
])
