import { show } from '../remarks/judge.ts'
import { remarkOn } from '../remarks/tell.ts'
import type { Livechat } from '../livechat.ts'
import { abortTurns, closeSession } from './lifecycle.ts'
import type { Session } from './sessions.ts'
import { showEvent } from './view.ts'

/** Who wants the visitor to talk to a human, and to which queue. */
export interface TransferWish {
  readonly by: 'robot' | 'visitor' | 'gateway'
  /** Queue variable to queue number. */
  readonly data: Readonly<Record<string, string>>
  /** Pushes the visitor's message once more, for settings that want that when a transfer fails. */
  readonly again?: () => void
}

/** Position in a queue is told to the visitor below this place. */
const TOLD_PLACES = 10

/** The queue a wish leads to: by the route's queue variables, else the default. */
export function chooseQueue(livechat: Livechat, session: Session, data: TransferWish['data'], cause: number): string {
  const { queueVariables, defaultQueue } = livechat.settings.route
  let chosen: string | undefined
  for (const [key, value] of Object.entries(data)) {
    if (queueVariables.includes(key)) chosen ??= value
    else
      remarkOn(
        livechat,
        'queue-variable-unknown',
        { given: show(key), wanted: queueVariables.join(', ') || '—' },
        session.party.key,
        cause,
      )
  }
  return chosen ?? defaultQueue
}

/** Moves a visitor towards a human: into the queue, on to an agent, or back to the robot when that fails. */
export function startTransfer(livechat: Livechat, session: Session, wish: TransferWish, cause: number): void {
  const { settings } = livechat
  const number = chooseQueue(livechat, session, wish.data, cause)
  const queue = settings.queues[number]
  abortTurns(session, 'the visitor was transferred')
  session.transferFailReason = undefined
  session.queue = number
  const fields = { queue: number, name: queue?.name ?? '', by: wish.by, data: wish.data }
  showEvent(livechat, session, 'chatQueue', queue?.name ?? number, cause, fields)
  if (queue === undefined) {
    const facts = { given: show(number), wanted: Object.keys(settings.queues).join(', ') }
    remarkOn(livechat, 'queue-unknown', facts, session.party.key, cause)
    failTransfer(livechat, session, '队列不存在', wish, cause)
    return
  }
  const [result, detail] = split(queue.result ?? settings.transfer.result)
  if (result === 'fail') failTransfer(livechat, session, detail, wish, cause)
  else if (result === 'bridge') bridge(livechat, session, undefined, cause)
  else if (Number(detail) > queue.limit) failTransfer(livechat, session, '排队已满', wish, cause)
  else {
    session.state = 'queue'
    const places = Number(detail)
    if (places < TOLD_PLACES) showEvent(livechat, session, 'chatLocation', String(places), cause, { places })
  }
}

const split = (result: string): [string, string] => {
  const at = result.indexOf(':')
  return at < 0 ? [result, ''] : [result.slice(0, at), result.slice(at + 1)]
}

/** An agent takes the visitor. */
export function bridge(livechat: Livechat, session: Session, agent: string | undefined, cause: number): void {
  abortTurns(session, 'an agent took the visitor')
  session.state = 'agent'
  session.agent = agent ?? session.agent ?? '2000'
  session.failedTransfers = 0
  session.transferFailReason = undefined
  showEvent(livechat, session, 'chatBridge', session.agent, cause, { agent: session.agent, queue: session.queue })
}

/** The transfer came to nothing: the visitor is back at the robot, which learns why with the next push. */
export function failTransfer(
  livechat: Livechat,
  session: Session,
  reason: string,
  { by, again }: Pick<TransferWish, 'by' | 'again'>,
  cause: number,
): void {
  const { loopWarn, repushOnFail } = livechat.settings.transfer
  session.state = 'robot'
  session.transferFailReason = reason
  showEvent(livechat, session, 'chatLeaveQueue', reason, cause, { reason, queue: session.queue })
  if (by === 'robot') session.failedTransfers += 1
  if (session.failedTransfers === loopWarn)
    remarkOn(livechat, 'transfer-loop', { count: loopWarn }, session.party.key, cause)
  // Without the limit a bot that always transfers would be asked for ever.
  if (repushOnFail && session.failedTransfers < loopWarn) again?.()
}

/** The agent is done with the visitor. */
export function endAgent(livechat: Livechat, session: Session, cause: number): void {
  if (livechat.settings.transfer.afterAgent === 'close') {
    closeSession(livechat, session, 'the agent ended the conversation', cause)
    return
  }
  session.state = 'robot'
  session.agent = undefined
  showEvent(livechat, session, 'robotBridge', '', cause)
}

/** The visitor gives up waiting and is back at the robot; one who waits for nobody leaves altogether. */
export function leaveQueue(livechat: Livechat, session: Session, cause: number): void {
  const why = 'the visitor left'
  if (session.state !== 'queue') {
    closeSession(livechat, session, why, cause)
    return
  }
  session.state = 'robot'
  showEvent(livechat, session, 'chatLeaveQueue', why, cause, { queue: session.queue })
}
