import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dingtalk } from '../dingtalk.ts'
import { createAwaited } from './awaited.ts'
import { createConduct } from './conduct.ts'
import { choose, isUsable, type Connection, type Subscription } from './connection.ts'
import { deliverFrame } from './deliver-frame.ts'
import type { FramePush } from './frame-push.ts'
import { disconnectFrame } from './frames.ts'
import { shakeHands } from './handshake.ts'
import { keepAlive } from './heartbeat.ts'
import { hear } from './hear.ts'
import { createTickets, type Tickets } from './tickets.ts'

export type { Ack, FramePush } from './frame-push.ts'
export { TOPIC_CARD, TOPIC_ROBOT, TOPIC_SKILL } from './topics.ts'

/** Which of the open connections something happens to. */
export type Which = 'all' | 'oldest' | 'newest'

/** Stream mode: connections, subscriptions, frames. */
export interface Stream {
  readonly tickets: Tickets
  /** Whether a connection subscribes to this. */
  hasSubscriber(type: 'CALLBACK' | 'EVENT', topic: string): boolean
  /** Pushes a frame to one of the subscribers. With none it is dropped, or kept when the settings say so. */
  push(frame: FramePush): void
  /** The WebSocket handshake of `GET /connect?ticket=…`. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The bot has asked for a connection; `cause` is the number of its call in the journal. */
  noteOpenCall(cause: number): void
  /** Says `disconnect`, is silent for 10 s and then closes TCP. Gives how many connections that concerns, as do the next two. */
  disconnect(which: Which, reason: string, cause: number): number
  /** Ends connections without a word (TCP RST). */
  drop(which: Which): number
  /** Neither reads nor writes on these connections any more, while TCP stays up. */
  fallSilent(which: Which): number
  /** A rehearsal has ended. */
  finish(): void
  /** Connections and tickets stay; what is under way is forgotten. */
  reset(): void
  close(): void
}

/** How long the connection lives on after SYSTEM disconnect (ms). */
const GRACE_MS = 10_000
const MOST_BACKLOG = 1000

/**
 * Nobody is connected.
 *
 * Source: https://github.com/open-dingtalk/developerpedia/blob/main/docs/learn/stream/protocol.md
 */
export function createStream(dingtalk: () => Dingtalk): Stream {
  const connections = new Set<Connection>()
  const awaited = createAwaited()
  const tickets = createTickets(() => dingtalk().world)
  const conduct = createConduct(dingtalk, connections)
  const heartbeat = keepAlive(dingtalk, connections, awaited, conduct)
  let backlog: FramePush[] = []

  function chooseFor(type: Subscription['type'], topic: string): Connection | undefined {
    const { settings, world } = dingtalk()
    return choose(connections, { type, topic }, settings.stream.routing, world.random)
  }

  function deliver(frame: FramePush): void {
    deliverFrame(dingtalk(), frame, { choose: () => chooseFor(frame.type, frame.topic), awaited, conduct })
  }

  const hasSubscriber = (type: Subscription['type'], topic: string): boolean =>
    [...connections].some((one) => isUsable(one, { type, topic }))

  function greet(connection: Connection): void {
    connections.add(connection)
    conduct.connected()
    heartbeat.start()
    const kept = backlog.filter(({ type, topic }) => isUsable(connection, { type, topic }))
    backlog = backlog.filter((frame) => !kept.includes(frame))
    for (const frame of kept) deliver(frame)
  }

  function part(connection: Connection): void {
    connections.delete(connection)
    awaited.broken(connection)
    conduct.ended(connection)
  }

  function chosen(which: Which): Connection[] {
    const open = [...connections].filter(({ state }) => state === 'open')
    return which === 'all' ? open : which === 'oldest' ? open.slice(0, 1) : open.slice(-1)
  }

  return {
    tickets,
    hasSubscriber,
    push(frame) {
      if (dingtalk().settings.stream.backlog && !hasSubscriber(frame.type, frame.topic)) {
        backlog.push(frame)
        if (backlog.length > MOST_BACKLOG) backlog.shift()
        return
      }
      deliver(frame)
    },
    accept(request, socket, head) {
      shakeHands(dingtalk(), tickets, { request, socket, head }, conduct, {
        opened: greet,
        heard: (connection, text) => hear(dingtalk(), connection, text, awaited, conduct),
        closed: part,
      })
    },
    noteOpenCall: conduct.openCall,
    disconnect(which, reason, cause) {
      const { world } = dingtalk()
      const leaving = chosen(which)
      for (const connection of leaving) {
        connection.write(disconnectFrame(reason, world.clock.now()))
        connection.leave()
        const last = world.clock.after(GRACE_MS, 'the connection is closed after SYSTEM disconnect', () => {
          conduct.graceOver(cause)
          connection.end('platform')
        })
        connection.onClose(() => last.cancel())
      }
      return leaving.length
    },
    drop(which) {
      const dropped = chosen(which)
      for (const connection of dropped) connection.reset()
      return dropped.length
    },
    fallSilent(which) {
      const silent = chosen(which)
      for (const connection of silent) connection.fallSilent()
      return silent.length
    },
    finish: () => conduct.finish(),
    reset() {
      backlog = []
      awaited.forget()
      conduct.reset()
      tickets.renew()
      const isReplaced = [...connections].some(({ state, isSilent }) => state === 'open' && !isSilent)
      for (const connection of connections) {
        // Of a bot that has a new connection the silent one is dead; the last ten seconds of others were forgotten with all timers.
        if (connection.state !== 'open' || (connection.isSilent && isReplaced)) connection.end('platform')
        else connection.wake()
      }
      heartbeat.restart()
    },
    close() {
      for (const connection of connections) connection.end('platform')
      connections.clear()
    },
  }
}
