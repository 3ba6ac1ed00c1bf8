import { give, type Outcome } from '../api/operation.ts'
import { takeChange } from '../cards/change.ts'
import { placeCard } from '../cards/show.ts'
import { textOfCard } from '../cards/words.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import { remark } from '../remarks/index.ts'
import { readCardContent, readTextOfJson } from './content.ts'
import { showOnce } from './once.ts'
import { findTarget } from './target.ts'
import { turnOf } from './turn-of.ts'
import { writeReply } from './reply.ts'
import { newCard, writeCard } from './write.ts'

const SUCCESS = { result: { success: true } } as const

interface Target {
  readonly openConversationId?: string | undefined
  readonly unionId?: string | undefined
  readonly contentType: string
  readonly content?: unknown
}

/**
 * Begins a card in active mode.
 *
 * Source: https://open.dingtalk.com/document/development/api-prepare
 */
export function prepareTurn(dingtalk: Dingtalk, input: Target, cause: number): Outcome {
  if (input.contentType !== 'ai_card') return gateway('invalid.content.type')
  const content = input.content === undefined ? undefined : readTextOfJson(dingtalk, input.content, cause)
  const read = input.content === undefined ? undefined : readCardContent(dingtalk, content, cause)
  if (read !== undefined && !read.ok) return read.refusal
  const found = findTarget(dingtalk, input, cause)
  if (!('conversation' in found)) return found
  const { conversation } = found
  const { turn } = dingtalk.agent.open({ origin: 'prepare', conversation, person: conversation.name, cause })
  if (read === undefined) {
    // No template is known yet, but people see that something is being prepared.
    const template = { id: '', keys: [], published: true, isOpen: true }
    turn.card = newCard(dingtalk, { template, via: 'ai-active', cause })
    placeCard(dingtalk, turn.card, conversation, cause)
  } else writeCard(dingtalk, turn, read, 'ai-active', cause)
  return give({ result: { conversationToken: turn.token } })
}

/**
 * Changes a prepared card; with the token of a question or a tap it works as a reply does.
 *
 * Source: https://open.dingtalk.com/document/development/the-ai-assistant-updates-active-message-sending-mode
 */
export function updateTurn(
  dingtalk: Dingtalk,
  { conversationToken, contentType, content }: { conversationToken: string; contentType: string; content?: unknown },
  cause: number,
): Outcome {
  const found = turnOf(dingtalk, conversationToken, 'update', cause)
  if (!('turn' in found)) return found
  const { turn } = found
  if (turn.origin === 'message')
    remark(
      dingtalk,
      'agent-update-instead-of-reply',
      {
        en: `update was called with the token of a question of ${turn.person}.`,
        zh: `update 使用了 ${turn.person} 提问的凭证。`,
      },
      { cause, user: turn.person },
    )
  return writeReply(dingtalk, turn, contentType, readTextOfJson(dingtalk, content, cause), cause)
}

/**
 * Ends a prepared card, and its token.
 *
 * Source: https://open.dingtalk.com/document/development/api-finish
 */
export function finishTurn(
  dingtalk: Dingtalk,
  { conversationToken }: { conversationToken: string },
  cause: number,
): Outcome {
  const found = turnOf(dingtalk, conversationToken, 'finish', cause)
  if (!('turn' in found)) return found
  const { turn } = found
  turn.isOver = true
  const { card } = turn
  if (card === undefined) return give(SUCCESS)
  if (textOfCard(card) === '')
    remark(
      dingtalk,
      'agent-finished-empty',
      {
        en: `The card for ${turn.person} was finished without a word.`,
        zh: `发给 ${turn.person} 的卡片没有内容就结束了。`,
      },
      { cause, user: turn.person },
    )
  if (card.flow !== 'failed') card.flow = 'finished'
  takeChange(dingtalk, card, cause)
  return give(SUCCESS)
}

/**
 * Sends one message that is never changed.
 *
 * Source: https://open.dingtalk.com/document/development/ai-assistant-active-sends-messages-mode
 */
export function sendOnce(dingtalk: Dingtalk, input: Target, cause: number): Outcome {
  const { contentType } = input
  const isLenient = !dingtalk.settings.agent.strictContentType && (contentType === 'text' || contentType === 'markdown')
  if (contentType !== 'basic_card_schema' && !isLenient) return gateway('invalid.content.type')
  const content = readTextOfJson(dingtalk, input.content, cause)
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return gateway('invalid.content')
  const found = findTarget(dingtalk, input, cause)
  if (!('conversation' in found)) return found
  showOnce(dingtalk, found.conversation, contentType, content as Record<string, unknown>, cause)
  return give({ success: true, ...SUCCESS })
}
