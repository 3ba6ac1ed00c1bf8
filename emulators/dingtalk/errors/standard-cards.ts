import type { Bilingual } from '../../core/journal-entries.ts'
import { ownRobot } from './mends.ts'
import type { GatewayRow } from './refusal.ts'

const STANDARD_CARD = 'https://open.dingtalk.com/document/development/robots-send-interactive-cards'

const standardCard = (code: string, message: string, when: string, mend: Bilingual): GatewayRow => ({
  code,
  status: 400,
  message,
  when,
  mend,
  source: STANDARD_CARD,
})

const orText = {
  en: 'Try again a few times, each time after a longer pause; if it stays so, send the answer as sampleMarkdown.',
  zh: '以递增的间隔重试几次；仍失败时改用 sampleMarkdown 发送。',
}

/** Refusals of the standard cards (互动卡片普通版), which have words of their own. */
export const standardCardErrors: readonly GatewayRow[] = [
  standardCard('param.error', '参数无效', 'neither openConversationId nor singleChatReceiver is given', {
    en: 'Give openConversationId for a group, or singleChatReceiver, the JSON text of { userId }, for a single chat.',
    zh: '群聊请填写 openConversationId；单聊请填写 singleChatReceiver，内容为 { userId } 的 JSON 字符串。',
  }),
  standardCard('param.isNotJson', '参数必须是json', 'cardData or singleChatReceiver is no text of JSON', {
    en: 'cardData and singleChatReceiver are JSON texts inside the JSON body: JSON.stringify({ userId }).',
    zh: 'cardData 和 singleChatReceiver 是请求 JSON 中的 JSON 字符串：JSON.stringify({ userId })。',
  }),
  standardCard('invalid.user', '无效的用户ID', 'singleChatReceiver names nobody of the organisation', {
    en: 'Give the staffId of the person (senderStaffId of a callback) as userId; neither senderId nor a mobile number.',
    zh: 'userId 请填写组织内的 userId（回调中的 senderStaffId），不是 senderId 或手机号。',
  }),
  standardCard('invalid.robotCode', '无效的机器人标识', 'the robotCode is unknown or belongs to another app', ownRobot),
  standardCard('template.isNotExist', '模板不存在', 'cardTemplateId is another than StandardCard', {
    en: 'Write StandardCard as cardTemplateId; templates of the card platform go through card/instances.',
    zh: 'cardTemplateId 请填写 StandardCard；卡片平台的模板请使用 card/instances 接口。',
  }),
  standardCard('invalid.bizId', '互动卡片BIZID无效', 'cardBizId is empty, longer than 100 characters, or unknown', {
    en: 'Make a cardBizId of at most 100 characters for each card, keep it, and update the card by the same one.',
    zh: '为每张卡片生成不超过 100 个字符的 cardBizId 并保存，更新时使用同一个值。',
  }),
  standardCard('create.cardInstance.failed', '创建互动卡片实例失败', 'the platform is ill', orText),
  standardCard('send.cardMsg.failed', '发送互动卡片消息失败', 'the platform is ill', orText),
  standardCard('cardInstance.notExist', '互动卡片实例不存在', 'the platform is ill', orText),
  standardCard('cardMessage.sendFailed', '发送互动卡片消息失败', 'the platform is ill', orText),
]
