import type { PushEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { conversationGiven } from './answers.ts'
import { sentPushes } from './repeats.ts'

export const oneConversationPerVisitor = defineRule({
  id: 'livechat/one-conversation-per-visitor',
  severity: 'broken',
  title: {
    en: 'Each visitor, and each group, has a conversation id of their own.',
    zh: '每位访客、每个群都有自己的会话 ID。',
  },
  why: {
    en: 'The gateway sends back the id it was given. inputs.userId, robotId and botId are the same for every visitor; a bot that makes the id from one of them gives all visitors one memory.',
    zh: '网关会原样带回机器人给的 ID。inputs.userId、robotId、botId 对所有访客都相同；用它们生成会话 ID，所有访客就共用一份记忆。',
  },
  mend: {
    en: 'Make a new id (a UUID) for each push that names none, or derive it from visitorId.',
    zh: '对没有 ID 的推送生成新的 ID（UUID），或由 visitorId 派生。',
  },
  source: 'https://develop.clink.cn/develop/api/chat-agent-download.html',
  covers: ['L-25', 'LC-08', 'X-04'],
  implies: ['across/keeps-people-apart', 'livechat/conversation-id-changed'],
  *check(hearing) {
    const owners = new Map<string, PushEntry>()
    for (const push of sentPushes(hearing)) {
      const { entry } = push
      const given = conversationGiven(push)
      if (given === undefined || entry.ended?.outcome !== 'answered') continue
      const owner = owners.get(given)
      if (owner === undefined) owners.set(given, entry)
      if (owner === undefined || owner.conversation === entry.conversation) continue
      yield {
        what: {
          en: `${entry.conversation} was answered in conversation ${given}, which is the one of ${owner.conversation}.`,
          zh: `${entry.conversation} 的应答使用了会话 ${given}，而它属于 ${owner.conversation}。`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { conversationId: given, first: owner.seq },
      }
    }
  },
})
