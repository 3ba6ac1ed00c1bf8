import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { RECEIVE, unanswered, strayLine } from './unanswered.ts'

export const answersWhereItWasAsked = defineRule({
  id: 'dingtalk/answers-where-it-was-asked',
  severity: 'broken',
  title: {
    en: 'A question from a group is answered in the group, and one from a single chat there.',
    zh: '群里的提问在群里回答，单聊的提问在单聊里回答。',
  },
  why: {
    en: 'conversationType is "1" for a single chat and "2" for a group, as strings. A bot that looks at the sender alone answers the group in private, and the others never see it.',
    zh: 'conversationType 为字符串 "1"（单聊）或 "2"（群聊）。只看发送者就会把群里的提问私下回复，其他人看不到。',
  },
  mend: {
    en: 'Answer by the sessionWebhook of the message; through the OpenAPI with groupMessages/send and conversationId for "2", with oToMessages/batchSend and senderStaffId for "1".',
    zh: '用消息自带的 sessionWebhook 回复；走 OpenAPI 时，"2" 用 groupMessages/send 和 conversationId，"1" 用 oToMessages/batchSend 和 senderStaffId。',
  },
  source: RECEIVE,
  covers: ['D-05', 'DT-21'],
  *check(hearing) {
    for (const message of unanswered(hearing)) {
      const stray = strayLine(hearing, message)
      if (stray === undefined) continue
      yield {
        what: {
          en: `${message.user} asked ${quote(message.text ?? '')} in ${message.conversation}, and the answer stands in ${stray.conversation}: ${quote(stray.text)}.`,
          zh: `${message.user} 在 ${message.conversation} 中提问 ${quote(message.text ?? '')}，回答却出现在 ${stray.conversation}：${quote(stray.text)}。`,
        },
        cause: stray.seq,
        user: message.user,
      }
    }
  },
})
