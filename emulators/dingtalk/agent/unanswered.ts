import type { Dingtalk } from '../dingtalk.ts'
import { remark } from '../remarks/index.ts'
import type { Turn } from './agent.ts'

/** Active mode shows something in this conversation: a question asked there has its answer. */
export function noteShownIn(dingtalk: Dingtalk, conversation: Turn['conversation']): void {
  for (const turn of dingtalk.agent.turns()) if (turn.conversation === conversation) turn.isAnswered = true
}

const RECENT_MS = 300_000

/**
 * Active mode reaches single chats and groups only. When somebody has asked in the magic wand and a single chat with them is
 * written to instead, they look at the wand in vain.
 */
export function remarkWrongSurface(dingtalk: Dingtalk, person: string, cause: number): void {
  const since = dingtalk.world.clock.now() - RECENT_MS
  const asked = dingtalk.agent.turns().findLast(({ conversation, person: by, isAnswered, startedAt }) => {
    return conversation.kind === 'wand' && by === person && !isAnswered && startedAt >= since
  })
  if (asked === undefined) return
  asked.isAnswered = true
  remark(
    dingtalk,
    'agent-wrong-surface',
    {
      en: `${person} asked in the magic wand, and the answer went to the single chat by active mode.`,
      zh: `${person} 在魔法棒中提问，答案却以主动发送方式发到了单聊。`,
    },
    { cause, user: person },
  )
}

/** Says at the end which questions to the assistant got no answer anybody could see. */
export function remarkUnansweredQuestions(dingtalk: Dingtalk): void {
  for (const { origin, isAnswered, conversation, person, cause } of dingtalk.agent.turns()) {
    if (origin !== 'message' || isAnswered) continue
    const where = { single: 'a single chat', group: 'a group', wand: 'the magic wand' }[conversation.kind]
    const wo = { single: '单聊', group: '群聊', wand: '魔法棒' }[conversation.kind]
    remark(
      dingtalk,
      'agent-question-unanswered',
      {
        en: `${person} asked the assistant in ${where} (${conversation.name}) and never saw an answer.`,
        zh: `${person} 在${wo}（${conversation.name}）中向 AI 助理提问，始终没有看到回答。`,
      },
      { cause, user: person },
    )
  }
}
