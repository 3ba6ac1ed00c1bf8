import { createExpiringMap } from '../../core/expiring-map.ts'
import type { World } from '../../core/world.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Settings } from '../settings.ts'

/** What a sessionWebhook leads to. */
export interface Session {
  /** 32 lower-case hex characters, the `session` of the URL. */
  readonly id: string
  readonly conversation: Conversation
  /** What was wrong with the callback that brought it, when DingTalk never sent that. */
  readonly forgery: string | undefined
  /** Ms since the epoch. */
  expiresAt: number
  /** How often the bot has used it after its end; a new message starts over. */
  lateUses: number
  /** The bot has been told about it. */
  isRemarked: boolean
}

/** The sessions behind sessionWebhook, as messages open and extend them. */
export interface Sessions {
  /** The session of a conversation with a robot, for a push that goes out at `now` (ms). */
  open(conversation: Conversation, robotCode: string, now: number): Session
  /** A session that only a forged callback names. */
  forge(conversation: Conversation, forgery: string, now: number): Session
  /** Also those that have expired, for a day. */
  find(id: string): Session | undefined
  clear(): void
}

const MOST_SESSIONS = 50_000
const REMEMBERED_MS = 86_400_000

/** No session is open. */
export function createSessions(world: Pick<World, 'random' | 'clock'>, settings: Settings): Sessions {
  const byId = createExpiringMap<Session>(MOST_SESSIONS)
  const byConversation = createExpiringMap<Session>(MOST_SESSIONS)
  return {
    open(conversation, robotCode, now) {
      const { ttl, policy, alreadyPast } = settings.session
      const expiresAt = alreadyPast > 0 ? now - alreadyPast : now + ttl
      const key = `${robotCode}/${conversation.kind}/${conversation.name}`
      const known = policy === 'fresh' ? undefined : byConversation.get(key, now)
      const session = known ?? {
        id: world.random.hex(32),
        conversation,
        forgery: undefined,
        expiresAt,
        lateUses: 0,
        isRemarked: false,
      }
      session.expiresAt = expiresAt
      session.lateUses = 0
      session.isRemarked = false
      byId.set(session.id, session, Math.max(now, expiresAt) + REMEMBERED_MS)
      byConversation.set(key, session, Math.max(now, expiresAt) + REMEMBERED_MS)
      return session
    },
    forge(conversation, forgery, now) {
      const expiresAt = now + settings.session.ttl
      const session = { id: world.random.hex(32), conversation, forgery, expiresAt, lateUses: 0, isRemarked: false }
      byId.set(session.id, session, expiresAt)
      return session
    },
    find: (id) => byId.get(id, world.clock.now()),
    clear() {
      byId.clear()
      byConversation.clear()
    },
  }
}
