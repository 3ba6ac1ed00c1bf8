import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Random } from '../../core/random.ts'

/** What a connection wants to hear. */
export interface Subscription {
  /** `EVENT` or `CALLBACK`; the go SDK also names `SYSTEM`. */
  readonly type: string
  readonly topic: string
}

/** Who has ended a connection. */
export type Ender = 'bot' | 'platform'

/** One WebSocket of the bot. */
export interface Connection {
  readonly id: string
  readonly subscriptions: readonly Subscription[]
  /** The number of its handshake in the journal. */
  readonly cause: number
  /** `leaving`: it was told to disconnect and gets nothing more. */
  readonly state: 'open' | 'leaving' | 'closed'
  /** Who ended it, once it is closed. */
  readonly endedBy: Ender | undefined
  /** A fault that was asked for: we neither read nor write on it. */
  readonly isSilent: boolean
  /** Frames that wanted an ACK, and those that got one. */
  pushed: number
  acknowledged: number
  /** When it was chosen last, in turns; the one that has waited longest is next. */
  turn: number
  /** Pings without an answer so far, by messageId, with what has to come back. */
  readonly pings: Map<string, string>
  /** Ms since the epoch; when it was last sent a ping, or opened. */
  pingedAt: number
  write(text: string): void
  leave(): void
  end(by: Ender): void
  /** Ends it by TCP RST. */
  reset(): void
  fallSilent(): void
  wake(): void
  onClose(run: () => void): void
}

/** A connection whose handshake is done. */
export function createConnection(
  about: Pick<Connection, 'id' | 'subscriptions' | 'cause' | 'pingedAt'>,
  socket: WebSocket,
  tcp: Duplex,
): Connection {
  let state: Connection['state'] = 'open'
  let endedBy: Ender | undefined
  let isSilent = false
  const connection: Connection = {
    ...about,
    get state() {
      return state
    },
    get endedBy() {
      return endedBy
    },
    get isSilent() {
      return isSilent
    },
    pushed: 0,
    acknowledged: 0,
    turn: 0,
    pings: new Map(),
    write(text) {
      if (!isSilent && socket.readyState === socket.OPEN) socket.send(text)
    },
    leave() {
      state = 'leaving'
    },
    end(by) {
      endedBy ??= by
      // Nothing may be pushed to it while it closes.
      if (state === 'open') state = 'leaving'
      // A paused socket would never learn of its own end.
      socket.resume()
      socket.terminate()
    },
    reset() {
      endedBy ??= 'platform'
      if (state === 'open') state = 'leaving'
      ;(tcp as Socket).resetAndDestroy()
    },
    fallSilent() {
      isSilent = true
      socket.pause()
    },
    wake() {
      isSilent = false
      socket.resume()
    },
    onClose: (run) => void socket.once('close', run),
  }
  socket.once('close', () => {
    state = 'closed'
    endedBy ??= 'bot'
  })
  return connection
}

/** Whether a connection takes pushes of this kind now. */
export function isUsable({ state, subscriptions }: Connection, wanted: Subscription): boolean {
  return state === 'open' && subscriptions.some((one) => covers(one, wanted))
}

function covers(one: Subscription, wanted: Subscription): boolean {
  if (one.type !== wanted.type) return false
  return one.topic === wanted.topic || (wanted.type === 'EVENT' && one.topic === '*')
}

/**
 * The connection a push goes to: one of those that subscribe to it. The documents say at random; round robin shows the same
 * mistakes and can be foreseen.
 *
 * Source: https://github.com/open-dingtalk/developerpedia/blob/main/docs/learn/stream/protocol.md
 */
export function choose(
  connections: Iterable<Connection>,
  wanted: Subscription,
  routing: 'round-robin' | 'random',
  random: Random,
): Connection | undefined {
  const able = [...connections].filter((one) => isUsable(one, wanted))
  if (able.length === 0) return undefined
  const next = routing === 'random' ? random.pick(able) : able.reduce((a, b) => (b.turn < a.turn ? b : a))
  next.turn = 1 + Math.max(...able.map(({ turn }) => turn))
  return next
}
