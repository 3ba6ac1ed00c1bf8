import { defineRule } from '../rule.ts'
import { REFUSED, REMARKS_OF_REFUSALS } from './answers.ts'
import { sentPushes } from './repeats.ts'

/** How a first push says that there is no conversation yet, where it says it at all. */
const SAYS_NONE = /"conversationId":(null|"")/

export const takesEveryFirstPush = defineRule({
  id: 'livechat/takes-every-first-push',
  severity: 'broken',
  title: {
    en: 'A first push is taken whether conversationId is absent, null or empty.',
    zh: '首次推送无论 conversationId 缺失、为 null 还是空串，都能处理。',
  },
  why: {
    en: 'The document calls conversationId absent on the first push and prints one in its sample, and serializers turn an absent value into null or an empty string. A bot that insists on one form fails the first message of every visitor.',
    zh: '文档说首次推送没有 conversationId，示例里却有；序列化库也常把缺失值写成 null 或空串。只认一种写法，会让每位访客的第一条消息都失败。',
  },
  mend: {
    en: 'Read absent, null and "" alike as a new conversation, and give it an id in the answer.',
    zh: '把缺失、null 和 "" 一律当作新会话，并在应答中返回新的 id。',
  },
  source: 'https://develop.clink.cn/develop/api/chat-agent-download.html',
  covers: ['L-24', 'L-25'],
  implies: REMARKS_OF_REFUSALS,
  *check(hearing) {
    const refused = sentPushes(hearing).filter(
      ({ entry }) =>
        REFUSED.has(entry.ended?.outcome ?? '') && !hearing.wasRestarted(entry.at, entry.ended?.at ?? entry.at),
    )
    // A bot that refuses pushes of another form as well has another reason.
    if (refused.some(({ attempt }) => !SAYS_NONE.test(attempt.request.body))) return
    for (const { entry, attempt } of refused) {
      const form = SAYS_NONE.exec(attempt.request.body)?.[1]
      const { reason = entry.ended?.outcome } = entry.ended ?? {}
      yield {
        what: {
          en: `The first push of ${entry.user} said conversationId: ${form}, and the bot refused it: ${reason}`,
          zh: `${entry.user} 的首次推送带有 conversationId: ${form}，被机器人拒绝：${reason}`,
        },
        cause: attempt.seq,
        user: entry.user,
        details: { conversationId: form, outcome: entry.ended?.outcome },
      }
    }
  },
})
