import { createExpiringMap } from '../../core/expiring-map.ts'
import type { World } from '../../core/world.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Settings } from '../settings.ts'

/** What a sessionWebhook leads to. */
export interface Session {
  /** 32 lower-case hex characters, the `session` of the URL. */
  readonly id: string
  readonly conversation: Conversation
  /** Ms since the epoch. */
  expiresAt: number
  /** The first time the bot used it after its end. */
  usedLateAt: number | undefined
}

/** The sessions behind sessionWebhook, as messages open and extend them. */
export interface Sessions {
  /** The session for a push that goes out at `now` (ms). */
  open(conversation: Conversation, now: number): Session
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
    open(conversation, now) {
      const { ttl, policy, alreadyPast } = settings.session
      const expiresAt = alreadyPast > 0 ? now - alreadyPast : now + ttl
      const key = `${conversation.kind}/${conversation.name}`
      const known = policy === 'fresh' ? undefined : byConversation.get(key, now)
      const session = known ?? { id: world.random.hex(32), conversation, expiresAt, usedLateAt: undefined }
      session.expiresAt = expiresAt
      byId.set(session.id, session, Math.max(now, expiresAt) + REMEMBERED_MS)
      byConversation.set(key, session, Math.max(now, expiresAt) + REMEMBERED_MS)
      return session
    },
    find: (id) => byId.get(id, world.clock.now()),
    clear() {
      byId.clear()
      byConversation.clear()
    },
  }
}
