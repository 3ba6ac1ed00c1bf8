import { defineRule } from '../rule.ts'
import { hasWords, nameOf } from './messages.ts'
import { RECEIVE, unanswered } from './unanswered.ts'

export const servesPeopleWithoutUserId = defineRule({
  id: 'dingtalk/serves-people-without-user-id',
  severity: 'broken',
  title: {
    en: 'People whose senderStaffId is absent are answered, too.',
    zh: '没有 senderStaffId 的人也要得到回答。',
  },
  why: {
    en: 'DingTalk tells the userId of members of the organisation alone, and only once a version of the robot is published. senderId is always there, but no operation takes it.',
    zh: '钉钉只对本组织成员、且机器人已发布时提供 userId。senderId 总会有，但没有接口接受它。',
  },
  mend: {
    en: 'Take senderStaffId for optional, key memory by senderId where it is absent, and answer by the sessionWebhook, which needs no id.',
    zh: '把 senderStaffId 当作可选字段，缺失时用 senderId 区分用户，并用不需要 ID 的 sessionWebhook 回复。',
  },
  source: RECEIVE,
  covers: ['D-07', 'DT-20'],
  *check(hearing) {
    for (const message of unanswered(hearing)) {
      if (message.staffId !== '' || !hasWords(message)) continue
      yield {
        what: {
          en: `${nameOf(message)} carried no senderStaffId; the bot took it and never answered ${message.user}.`,
          zh: `${nameOf(message)} 没有 senderStaffId，机器人已接收，却一直没有回答 ${message.user}。`,
        },
        cause: message.push.entry.seq,
        user: message.user,
      }
    }
  },
})
