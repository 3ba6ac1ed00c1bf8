import type { PushHandle } from '../../core/delivery/push.ts'
import type { Livechat } from '../livechat.ts'
import type { Party } from './people.ts'
import type { Batch, TurnValue } from '../turn/turn.ts'

/** Who has the visitor: the robot, nobody yet (waiting in a queue), or an agent. */
export type SessionState = 'robot' | 'queue' | 'agent' | 'closed'

/** A push that has not come to its end. */
export interface RunningPush {
  readonly handle: PushHandle<TurnValue>
  readonly batch: Batch
}

/** A visit of one visitor, or the life of one group. Bounded lists only. */
export interface Session {
  /** Sent as `inputs.uniqueId`. */
  readonly id: string
  readonly party: Party
  readonly startedAt: number
  state: SessionState
  /** The bots' own conversation ids, by robot. */
  readonly conversations: Map<string, string>
  /** Turns that a robot has answered. */
  turns: number
  /** Failed turns in a row. */
  failures: number
  /** Why the latest transfer failed; told to the robot until the next attempt. */
  transferFailReason: string | undefined
  /** Transfers that failed in a row, each asked for by the robot. */
  failedTransfers: number
  /** Number of the queue the visitor waits in or came from. */
  queue: string | undefined
  /** Number of the agent who has the visitor. */
  agent: string | undefined
  readonly running: Set<RunningPush>
  /** The newest push that has not gone out yet and may take up further messages. */
  batch: Batch | undefined
  /** The latest push that went out: pushed again when a transfer fails and the settings say so. */
  latest: Batch | undefined
  /** Options the visitor has seen, newest last. */
  readonly options: string[]
}

/** The sessions of the gateway. */
export interface SessionBook {
  add(session: Session): void
  /** The open session of a visitor or group, by the name scenarios use. */
  current(key: string): Session | undefined
  withId(id: string): Session | undefined
  open(): Session[]
  /** Conversation ids that outlive sessions, for the setting that hands them back to the same visitor. */
  conversationsOf(visitorId: string): Map<string, string>
  clear(): void
}

const MOST_SESSIONS = 20_000

function dropOldest<K, V>(map: Map<K, V>, most: number): void {
  if (map.size <= most) return
  const oldest = map.keys().next()
  if (oldest.done !== true) map.delete(oldest.value)
}

export function createSessionBook(): SessionBook {
  const byKey = new Map<string, Session>()
  const byId = new Map<string, Session>()
  const conversations = new Map<string, Map<string, string>>()
  return {
    add(session) {
      byKey.delete(session.party.key)
      byKey.set(session.party.key, session)
      byId.set(session.id, session)
      dropOldest(byKey, MOST_SESSIONS)
      dropOldest(byId, MOST_SESSIONS)
    },
    current(key) {
      const session = byKey.get(key)
      return session?.state === 'closed' ? undefined : session
    },
    withId: (id) => byId.get(id),
    open: () => [...byKey.values()].filter((session) => session.state !== 'closed'),
    conversationsOf(visitorId) {
      const known = conversations.get(visitorId) ?? new Map<string, string>()
      conversations.set(visitorId, known)
      dropOldest(conversations, MOST_SESSIONS)
      return known
    },
    clear() {
      byKey.clear()
      byId.clear()
      conversations.clear()
    },
  }
}

/** The bots' conversation ids that count for a session: its own, or those of the visitor. */
export function conversationsOf({ settings, sessions }: Livechat, session: Session): Map<string, string> {
  return settings.conversation.scope === 'visitor'
    ? sessions.conversationsOf(session.party.visitorId)
    : session.conversations
}
