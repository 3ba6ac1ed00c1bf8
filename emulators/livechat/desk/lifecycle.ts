import type { Livechat } from '../livechat.ts'
import type { Party } from './people.ts'
import { robotOfRoute } from './robots.ts'
import type { Session } from './sessions.ts'
import { showEvent } from './view.ts'

/** The open session of a visitor or group, or a new one at the robot. */
export function sessionOf(livechat: Livechat, party: Party, cause: number): Session {
  return livechat.sessions.current(party.key) ?? openSession(livechat, party, cause)
}

/** Opens a session: the visitor has come, and the robot of the route greets nobody until they write. */
export function openSession(livechat: Livechat, party: Party, cause: number): Session {
  const { world, sessions } = livechat
  const robot = robotOfRoute(livechat)
  const now = world.clock.now()
  const session: Session = {
    id: `${world.random.uuid()}.${Math.floor(now / 1000)}`,
    party,
    startedAt: now,
    state: 'robot',
    conversations: new Map(),
    turns: 0,
    failures: 0,
    transferFailReason: undefined,
    failedTransfers: 0,
    queue: undefined,
    agent: undefined,
    running: new Set(),
    batch: undefined,
    latest: undefined,
    options: [],
  }
  sessions.add(session)
  showEvent(livechat, session, 'chatOpen', '', cause, { uniqueId: session.id })
  if (robot !== undefined) showEvent(livechat, session, 'robotBridge', robot.name, cause, { robotId: robot.id })
  return session
}

/** Closes the connections of pushes under way and keeps waiting ones from going out; `why` stands in the journal. */
export function abortTurns(session: Session, why: string): void {
  for (const { handle } of session.running) handle.abort('aborted', why)
  session.running.clear()
  session.batch = undefined
}

/** Ends a session. The visitor's next message opens another one. */
export function closeSession(livechat: Livechat, session: Session, why: string, cause: number): void {
  if (session.state === 'closed') return
  abortTurns(session, why)
  session.state = 'closed'
  showEvent(livechat, session, 'chatClose', '', cause, { reason: why })
}
