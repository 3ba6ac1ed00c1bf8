import { robotOfRoute, type Robot } from '../desk/robots.ts'
import type { Session } from '../desk/sessions.ts'
import type { Livechat } from '../livechat.ts'
import { remarkOn } from '../remarks/tell.ts'
import type { VisitorMessage } from './body.ts'
import { deliverTurn } from './deliver-turn.ts'
import { takeDisturbance } from './disturbance.ts'
import type { Batch, Speaker } from './turn.ts'

/** Takes a message up into the push that is waiting, when the settings want that and the push has not gone out. */
function coalesce(livechat: Livechat, session: Session, message: VisitorMessage, sender: Speaker): boolean {
  const windowMs = livechat.settings.push.coalesceWindowMs
  const now = livechat.world.clock.now()
  const { batch } = session
  const fits = batch !== undefined && !batch.sent && batch.sender.id === sender.id && now - batch.lastAt <= windowMs
  if (windowMs === 0 || !fits) return false
  batch.messages.push(message)
  batch.lastAt = now
  return true
}

/** Brings a visitor's message to the robot of the route; without one nothing is pushed. */
export function pushMessage(
  livechat: Livechat,
  session: Session,
  message: VisitorMessage,
  sender: Speaker,
  cause: number,
): void {
  const robot = robotOfRoute(livechat)
  if (robot === undefined) remarkOn(livechat, 'robot-missing', {}, session.party.key, cause)
  else if (!coalesce(livechat, session, message, sender)) {
    const batch: Batch = { messages: [message], lastAt: livechat.world.clock.now(), sent: false, sender }
    session.batch = batch
    pushBatch(livechat, session, robot, batch, cause)
  }
}

/** Pushes a batch, with whatever was asked to go wrong. */
export function pushBatch(livechat: Livechat, session: Session, robot: Robot, batch: Batch, cause: number): void {
  const disturbance = takeDisturbance(livechat.disturbances, batch.sender.name)
  for (const content of disturbance?.together ?? []) batch.messages.push({ type: 100, content })
  const mode = livechat.settings.robot.responseMode
  deliverTurn(livechat, { session, robot, mode, batch, cause, disturbance })
}
