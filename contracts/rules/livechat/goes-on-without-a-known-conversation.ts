import { defineRule } from '../rule.ts'
import { REFUSED, REMARKS_OF_REFUSALS } from './answers.ts'
import { conversationIn, sentPushes } from './repeats.ts'

export const goesOnWithoutAKnownConversation = defineRule({
  id: 'livechat/goes-on-without-a-known-conversation',
  severity: 'broken',
  title: {
    en: 'A conversation id the bot does not know any more begins a new conversation.',
    zh: '机器人不再认识的会话 ID，应作为新会话继续。',
  },
  why: {
    en: 'The gateway hands an id back as long as the session lives, and knows nothing of the bot’s restarts and time-outs. A bot that refuses an id it has forgotten fails every message of that visitor from then on.',
    zh: '只要会话还在，网关就一直带回该 ID，并不知道机器人重启或过期。拒绝已遗忘的 ID，会让这位访客此后的每条消息都失败。',
  },
  mend: {
    en: 'Keep conversations outside the process, or take an unknown id as a new conversation under the same id and answer.',
    zh: '把会话保存在进程之外；或者把未知 ID 当作同一 ID 下的新会话，正常回答。',
  },
  source: 'https://github.com/langgenius/dify/issues/15191',
  covers: ['L-25', 'LC-08'],
  implies: REMARKS_OF_REFUSALS,
  *check(hearing) {
    const restarts = hearing.entries.filter((entry) => entry.kind === 'bot')
    const pushes = sentPushes(hearing)
    for (const push of pushes) {
      const { entry } = push
      const conversation = conversationIn(push)
      if (conversation === undefined || entry.ended === undefined || !REFUSED.has(entry.ended.outcome)) continue
      // A bot that goes down in the middle of a push has not refused anything.
      if (hearing.wasRestarted(entry.at, entry.ended.at)) continue
      const wasAnswered = pushes.some(
        (earlier) =>
          earlier.entry.ended?.outcome === 'answered' &&
          earlier.entry.conversation === entry.conversation &&
          restarts.some(({ seq }) => seq > earlier.entry.seq && seq < entry.seq),
      )
      if (!wasAnswered) continue
      const { reason = entry.ended.outcome } = entry.ended
      yield {
        what: {
          en: `After a restart the bot refused ${entry.user} because of conversation ${conversation}, which it had opened itself: ${reason}`,
          zh: `重启之后，机器人因会话 ${conversation}（由它自己建立）拒绝了 ${entry.user}：${reason}`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { conversation, outcome: entry.ended.outcome },
      }
    }
  },
})
