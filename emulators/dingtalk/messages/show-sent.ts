import type { TranscriptLine } from '../../core/journal-entries.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { remarkWriting } from './post-remarks.ts'
import type { SentMessage } from './sent.ts'
import type { Shape } from './shape.ts'

/** A message the bot sends through the OpenAPI. */
export interface Outgoing {
  readonly robotCode: string
  readonly shape: Shape
  readonly chats: readonly Conversation[]
  /** The chat as the call named it; left out for a batch by userIds. */
  readonly openConversationId?: string | undefined
  readonly cardBizId?: string
  readonly cause: number
}

/** Shows a message in its chats and keeps it for its read status and for recall. */
export function showSent(
  dingtalk: Dingtalk,
  { robotCode, shape, chats, openConversationId, cardBizId, cause }: Outgoing,
): SentMessage {
  remarkWriting(dingtalk, shape, { cause })
  const lines = chats.map((chat) => showIn(dingtalk, chat, shape, cause))
  return dingtalk.sent.add({
    robotCode,
    openConversationId,
    cardBizId,
    lines,
    receivers: chats.flatMap(({ members }) => [...members]),
  })
}

function showIn({ world }: Dingtalk, { kind, name }: Conversation, shape: Shape, cause: number): TranscriptLine {
  return world.transcript.add({
    platform: 'dingtalk',
    conversation: name,
    who: 'bot',
    user: kind === 'group' ? '' : name,
    kind: shape.kind,
    text: shape.text,
    via: 'robot-message',
    fields: shape.fields,
    cause,
  })
}
