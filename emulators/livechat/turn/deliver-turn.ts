import type { HeaderList } from '../../core/journal-entries.ts'
import type { Robot } from '../desk/robots.ts'
import { conversationsOf } from '../desk/sessions.ts'
import type { Livechat } from '../livechat.ts'
import { tell } from '../remarks/tell.ts'
import { buildPushBody } from './body.ts'
import { codeOfConnection, connectFailures } from './connection.ts'
import { contextOf } from './context.ts'
import { readTurn, type Reading } from './read-turn.ts'
import { settleTurn } from './settle-turn.ts'
import type { Turn, TurnValue } from './turn.ts'

/** The request's header lines; there are no others. */
export function headersOf(livechat: Livechat, robot: Robot, mode: Turn['mode'], body: Buffer): HeaderList {
  const { push } = livechat.settings
  return [
    ['Host', new URL(robot.url).host],
    ...(robot.token === undefined ? [] : [['Authorization', `Bearer ${robot.token}`] as const]),
    ['Content-Type', push.contentType],
    ['Accept', mode === 'streaming' ? 'text/event-stream' : 'application/json'],
    ['User-Agent', push.userAgent],
    ['Content-Length', String(body.length)],
  ]
}

/** The bytes of a turn's push as things stand now. */
function bodyOf(livechat: Livechat, turn: Turn, known: string | undefined): Buffer {
  const { session, robot, batch, mode } = turn
  const content = {
    robotId: robot.id,
    conversationId: known,
    messages: batch.messages,
    visitorId: session.party.visitorId,
    sender: batch.sender.id,
    inputs: contextOf(livechat, turn),
    responseMode: mode,
  }
  return Buffer.from(buildPushBody(content, livechat.settings.push))
}

/**
 * Pushes a turn to its robot; the answer is shown when it comes. Turns of one session go out one after another.
 *
 * @param bytes a body that went out before and is pushed again
 */
export function deliverTurn(livechat: Livechat, turn: Turn, bytes?: Buffer): void {
  const { world, settings } = livechat
  const { session, robot, batch, mode, disturbance } = turn
  const { push, stream } = settings
  const totalMs = mode === 'streaming' ? stream.totalTimeoutMs : push.blockingTimeoutMs
  const isOneByOne = push.concurrency === 'serial' && bytes === undefined
  let body = bytes
  let reading: Reading | undefined
  // The engine begins to read before anything can end.
  const current = (): Reading => reading as Reading

  const handle = world.deliver<TurnValue>({
    label: {
      platform: 'livechat',
      what: mode,
      user: batch.sender.name,
      conversation: session.party.key,
      ids: { uniqueId: session.id, robotId: robot.id },
      cause: turn.cause,
    },
    ...(isOneByOne ? { lane: `livechat/${session.id}` } : {}),
    attempt() {
      batch.sent = true
      session.latest = batch
      const known = conversationsOf(livechat, session).get(robot.id)
      body ??= bodyOf(livechat, turn, known)
      return {
        transport: world.httpTransport({
          method: 'POST',
          url: robot.url,
          headers: headersOf(livechat, robot, mode, body),
          body,
          insecureTls: push.tlsInsecure,
        }),
        read: (decide) => (reading = readTurn(livechat, turn, known, decide)).reader,
        ...(disturbance?.readAfter === undefined ? {} : { readAfterMs: disturbance.readAfter }),
      }
    },
    timers: { connectMs: push.connectTimeoutMs, totalMs },
    // The readers have limits of their own.
    mostBytes: Number.MAX_SAFE_INTEGER,
    expired: (timer) =>
      timer === 'connectMs'
        ? current().fail('connect-timeout', { ms: push.connectTimeoutMs })
        : current().fail(current().headSeen ? 'timeout-total' : 'timeout-first-byte', { ms: totalMs }),
    failed: (reason) => current().fail(codeOfConnection(reason), { reason, url: robot.url }),
    deliveries: (outcome) =>
      push.retry.on.includes('connect') && connectFailures.has(outcome) ? push.retry.max + 1 : 1,
    delivered: (_verdict, _number, attempt) => tell(livechat, reading?.noted ?? [], batch.sender.name, attempt),
    settled(result) {
      session.running.delete(running)
      settleTurn(livechat, turn, result, () => deliverTurn(livechat, { ...turn, disturbance: undefined }))
    },
  })
  const running = { handle, batch }
  session.running.add(running)
  const { repeatAfter } = disturbance ?? {}
  if (repeatAfter === undefined) return
  world.clock.after(repeatAfter, 'the gateway pushes the same message again', () => {
    // What never went out cannot be repeated.
    if (session.state === 'robot' && body !== undefined)
      deliverTurn(livechat, { ...turn, disturbance: undefined }, body)
  })
}
