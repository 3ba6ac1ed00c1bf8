import { queryValue, type Call } from '../../core/call.ts'
import { give, type Outcome } from '../api/operation.ts'
import { remarkDuringTap } from '../cards/change.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import { remark } from '../remarks/index.ts'
import type { Turn } from './agent.ts'
import { readCardContent, readTextOfJson } from './content.ts'
import { turnOf } from './turn-of.ts'
import { writeCard } from './write.ts'

const SUCCESS = { result: { success: true } } as const

/**
 * Answers with a conversationToken: the first reply makes the card, later ones change it.
 *
 * Source: https://open.dingtalk.com/document/development/ai-assistant-messages-reply-mode
 */
export function replyByToken(
  dingtalk: Dingtalk,
  { conversationToken, contentType, content }: { conversationToken: string; contentType: string; content?: unknown },
  cause: number,
): Outcome {
  const found = turnOf(dingtalk, conversationToken, 'reply', cause)
  if (!('turn' in found)) return found
  return writeReply(dingtalk, found.turn, contentType, readTextOfJsonIfAny(dingtalk, content, cause), cause)
}

function readTextOfJsonIfAny(dingtalk: Dingtalk, content: unknown, cause: number): unknown {
  return content === undefined ? undefined : readTextOfJson(dingtalk, content, cause)
}

/** Writes an `ai_card` on the card of a turn. */
export function writeReply(
  dingtalk: Dingtalk,
  turn: Turn,
  contentType: string,
  content: unknown,
  cause: number,
): Outcome {
  if (contentType !== 'ai_card') return gateway('invalid.content.type')
  const read = readCardContent(dingtalk, content, cause)
  if (!read.ok) return read.refusal
  if (turn.card !== undefined) remarkDuringTap(dingtalk, turn.card, cause)
  return writeCard(dingtalk, turn, read, 'ai-reply', cause) ?? give(SUCCESS)
}

/**
 * Answers by the webhook of a question. Here `content` is an object. Each call shows a card of its own.
 *
 * Source: https://open.dingtalk.com/document/aipass/ai-assistant-message-sending-webhook-reply-message-mode
 */
export function replyByWebhook(
  dingtalk: Dingtalk,
  { contentType, content }: { contentType: string; content?: unknown },
  call: Call,
): Outcome {
  const cause = call.entry.seq
  const turn = dingtalk.agent.withSession(queryValue(call, 'session') ?? '')
  if (turn === undefined || turn.sessionUntil <= dingtalk.world.clock.now()) {
    if (turn !== undefined) remarkExpired(dingtalk, turn, cause)
    return gateway('invalid.session')
  }
  if (contentType !== 'ai_card') return gateway('invalid.content.type')
  if (typeof content === 'string')
    remark(
      dingtalk,
      'agent-content-form',
      {
        en: 'The content at the agent webhook is a string; an object belongs there.',
        zh: 'agent webhook 的 content 传成了字符串，应为对象。',
      },
      { cause, user: turn.person },
    )
  const read = readCardContent(dingtalk, content, cause)
  if (!read.ok) return read.refusal
  turn.isAnswered = true
  // A copy: what the webhook shows is no card that the token could change.
  const shown: Turn = { ...turn, card: undefined, templateId: undefined }
  return writeCard(dingtalk, shown, read, 'agent-webhook', cause) ?? give(SUCCESS)
}

function remarkExpired(dingtalk: Dingtalk, { person }: Turn, cause: number): void {
  remark(
    dingtalk,
    'agent-webhook-expired',
    {
      en: `The agent webhook of a question of ${person} was used after its end.`,
      zh: `${person} 提问的 agent webhook 已过期仍被使用。`,
    },
    { cause, user: person },
  )
}
