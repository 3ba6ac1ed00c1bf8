import { defineRule } from '../rule.ts'
import { conversationGiven } from './answers.ts'
import { canBeTold, repeatsOf } from './repeats.ts'

export const answersARepeatedPushOnce = defineRule({
  id: 'livechat/answers-a-repeated-push-once',
  severity: 'risky',
  title: {
    en: 'The same push, delivered twice, is one message and one conversation.',
    zh: '同一次推送到达两次，仍是一条消息、一个会话。',
  },
  why: {
    en: 'Gateways deliver at least once: a connection breaks, and the same bytes come again. A push carries no id; but the gateway has one push at a time of a session, and a second message of a visitor would name the conversation that the first answer opened.',
    zh: '网关至少投递一次：连接中断后会再次发送相同内容。推送没有 ID，但同一会话同时只有一次推送，而访客的第二条消息会带上第一次应答建立的会话。',
  },
  mend: {
    en: 'Let an equal push that comes while the first is being answered, or that names no conversation either, follow the answer that is under way.',
    zh: '第一次尚在应答时到达的相同推送，或同样不带会话 ID 的相同推送，都应沿用正在生成的那一个应答。',
  },
  source: 'https://github.com/chatwoot/chatwoot/issues/13144',
  covers: ['L-73', 'LC-03', 'LC-04'],
  implies: ['across/asks-the-model-once'],
  *check(hearing) {
    for (const repeat of repeatsOf(hearing)) {
      const { first, again } = repeat
      const [before, after] = [conversationGiven(first), conversationGiven(again)]
      if (!canBeTold(repeat) || before === undefined || after === undefined || before === after) continue
      if (hearing.wasRestarted(first.entry.at, again.entry.ended?.at ?? again.entry.at)) continue
      const ms = Math.round(again.entry.at - first.entry.at)
      yield {
        what: {
          en: `The push of ${again.entry.user} came again ${ms} ms later with the same bytes; the first was answered in conversation ${before}, the second in ${after}.`,
          zh: `${again.entry.user} 的推送在 ${ms} 毫秒后以相同内容再次到达；第一次的应答属于会话 ${before}，第二次属于 ${after}。`,
        },
        cause: again.entry.seq,
        user: again.entry.user,
        details: { first: first.entry.seq, conversations: [before, after] },
      }
    }
  },
})
