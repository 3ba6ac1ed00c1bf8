import { createExpiringMap } from '../../core/expiring-map.ts'
import type { World } from '../../core/world.ts'
import type { Card } from '../cards/card.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Settings } from '../settings.ts'

/** What a conversationToken stands for: something to be said in a conversation, on one card. Times in ms since the epoch. */
export interface Turn {
  /** `ct_` and 26 characters. */
  readonly token: string
  /** Where it comes from: a person's question, `prepare`, or a tap on a card. */
  readonly origin: 'message' | 'prepare' | 'tap'
  readonly conversation: Conversation
  /** Who asked, or is addressed. */
  readonly person: string
  /** The number of what brought it about. */
  readonly cause: number
  readonly startedAt: number
  /** The last moment of its agent webhook. */
  readonly sessionUntil: number
  /** The card it writes on, once there is one. */
  card: Card | undefined
  /** The template of its card; it stays the same for its whole life. */
  templateId: string | undefined
  /** `finish` was called. */
  isOver: boolean
  /** Something of the bot was shown for it. */
  isAnswered: boolean
}

/** The AI assistant (AI 助理): its conversation tokens and webhooks. */
export interface Agent {
  /** Opens a turn; for a person's question also a webhook. */
  open(start: Pick<Turn, 'origin' | 'conversation' | 'person' | 'cause'> & { readonly card?: Card }): OpenedTurn
  /** The turn of a token that has not expired. */
  withToken(token: string): Turn | undefined
  /** The turn behind a webhook, also when the webhook has expired. */
  withSession(session: string): Turn | undefined
  /** The newest turns, oldest first. */
  turns(): readonly Turn[]
  clear(): void
}

export interface OpenedTurn {
  readonly turn: Turn
  /** `aswh_…`, the `session` of the webhook's URL; leads nowhere for turns that are no question. */
  readonly session: string
}

const MOST_TURNS = 20_000
const MOST_RECENT = 500
/** Crockford's base 32, as in the samples of both ids. */
const ULID = '0123456789abcdefghjkmnpqrstvwxyz'

/** Nobody has asked it. */
export function createAgent(world: Pick<World, 'random' | 'clock'>, settings: Settings): Agent {
  const byToken = createExpiringMap<Turn>(MOST_TURNS)
  const bySession = createExpiringMap<Turn>(MOST_TURNS)
  let recent: Turn[] = []
  return {
    open({ card, ...start }) {
      const now = world.clock.now()
      const { sessionTtl, tokenTtl } = settings.agent
      const turn: Turn = {
        ...start,
        token: `ct_01${world.random.text(24, ULID)}`,
        startedAt: now,
        sessionUntil: now + sessionTtl,
        card,
        templateId: card?.template.id,
        isOver: false,
        isAnswered: false,
      }
      byToken.set(turn.token, turn, now + tokenTtl)
      const session = `aswh_01${world.random.text(24, ULID)}`
      if (start.origin === 'message') bySession.set(session, turn, now + Math.max(sessionTtl, tokenTtl))
      recent.push(turn)
      if (recent.length > MOST_RECENT) recent = recent.slice(-MOST_RECENT / 2)
      return { turn, session }
    },
    withToken: (token) => byToken.get(token, world.clock.now()),
    withSession: (session) => bySession.get(session, world.clock.now()),
    turns: () => recent,
    clear() {
      byToken.clear()
      bySession.clear()
      recent = []
    },
  }
}
