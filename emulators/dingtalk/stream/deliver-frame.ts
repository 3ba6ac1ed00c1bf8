import type { Exchange, Listener, Transport } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import { createRandom } from '../../core/random.ts'
import type { World } from '../../core/world.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Awaited } from './awaited.ts'
import type { Conduct } from './conduct.ts'
import type { Connection } from './connection.ts'
import { messageIdOf, stampHeaders, writeFrame, type Frame } from './frames.ts'
import type { Ack, FramePush } from './frame-push.ts'

/** What a delivery stands on. */
export interface FrameGround {
  /** The connection the next frame goes to. */
  readonly choose: () => Connection | undefined
  readonly awaited: Awaited
  readonly conduct: Conduct
}

const NOBODY = 'no connection subscribes to it'
const HUNG_UP = 'the connection ended before the ACK'

/** Without an ACK, whatever the reason, a frame goes out again. */
const UNANSWERED: ReadonlySet<string> = new Set(['timeout', 'connect-fail'])

/** The app as frames name it; the same for the whole life of a world's seed. */
export const appIdOf = ({ world, settings }: Dingtalk): string =>
  createRandom(`${world.seed}/dingtalk/app/${settings.app.clientId}`).uuid()

/** Brings a frame to one of the subscribers, and again with a new messageId while there is no ACK. */
export function deliverFrame(dingtalk: Dingtalk, frame: FramePush, ground: FrameGround): void {
  const { world } = dingtalk
  const { type, topic, timeoutMs, redeliveries, isRepeated = (outcome) => UNANSWERED.has(outcome) } = frame
  const data = JSON.stringify(frame.data)
  let last: Connection | undefined
  let sentAt = 0
  let ack: Ack | undefined

  function attempt(): Transport {
    last = ground.choose()
    ack = undefined
    sentAt = world.clock.now()
    const connection = last
    const messageId = messageIdOf(world.random, sentAt)
    const stamp = { appId: appIdOf(dingtalk), connectionId: connection?.id ?? '', messageId, now: sentAt }
    const headers = stampHeaders(topic, stamp, frame.headers)
    return {
      request: { method: type, url: topic, headers: Object.entries(headers), body: world.journal.cut(data) },
      start: (listener) =>
        connection === undefined ? fail(listener) : send(connection, { type, headers, data }, listener),
    }
  }

  function send(connection: Connection, written: Frame, listener: Listener): Exchange {
    let isHeard = true
    const since = sentAt
    connection.pushed += 1
    ground.awaited.add(written.headers['messageId']!, {
      connection,
      answered(received) {
        connection.acknowledged += 1
        if (!isHeard) {
          ground.conduct.lateAck(frame, connection, world.clock.now() - since)
          listener.late(received.code, received.text)
          return
        }
        isHeard = false
        ack = { code: received.code, message: received.message, data: received.data }
        ground.conduct.ack(frame, ack)
        listener.head({ status: received.code, headers: [['message', received.message]] })
        if (received.text !== '') listener.bytes(Buffer.from(received.text))
        listener.ended()
      },
      broken() {
        if (isHeard) listener.failed(HUNG_UP)
        isHeard = false
      },
    })
    connection.write(writeFrame(written))
    listener.sent()
    return {
      hangUp() {
        isHeard = false
      },
    }
  }

  world.deliver<Ack>({
    label: { platform: 'dingtalk', ...frame.label },
    attempt: () => ({
      transport: attempt(),
      read: () => ({ end: () => (ack === undefined ? { outcome: 'bad-body' } : judge(frame, ack)) }),
    }),
    timers: { totalMs: timeoutMs },
    expired: () => ({ outcome: 'timeout', reason: `no ACK within ${timeoutMs} ms` }),
    failed: (reason) => ({ outcome: reason === NOBODY ? 'unsubscribed' : 'connect-fail', reason }),
    deliveries: (outcome) => (isRepeated(outcome) ? 1 + redeliveries : 1),
    pause: () => Math.max(0, sentAt + timeoutMs - world.clock.now()),
    delivered({ outcome }, _number, seq) {
      if (outcome === 'timeout' && last !== undefined) ground.conduct.unanswered(last, seq)
    },
    settled({ verdict, seq }) {
      ground.conduct.settled(frame, verdict, last, seq)
      frame.settled?.(verdict, seq)
    },
  })
}

function fail(listener: Listener): Exchange {
  listener.failed(NOBODY)
  return { hangUp: () => undefined }
}

function judge(frame: FramePush, ack: Ack): Verdict<Ack> {
  const verdict = frame.read?.(ack)
  if (verdict !== undefined) return { value: ack, ...verdict }
  return ack.code === 200
    ? { outcome: 'acknowledged', value: ack }
    : { outcome: 'refused', reason: `code ${ack.code} ${ack.message}`.trim(), value: ack }
}

/** `ws://` or `wss://` with an explicit port and the path `/connect`: the java SDK reads host and port and knows the path itself. */
export function endpointOf({ baseUrl }: Pick<World, 'baseUrl'>): string {
  const { protocol, hostname, port } = new URL(baseUrl)
  const isSafe = protocol === 'https:'
  return `${isSafe ? 'wss' : 'ws'}://${hostname}:${port === '' ? (isSafe ? 443 : 80) : port}/connect`
}
