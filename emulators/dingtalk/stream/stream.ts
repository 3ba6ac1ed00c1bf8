import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { PushLabel, Verdict } from '../../core/delivery/push.ts'
import type { Dingtalk } from '../dingtalk.ts'

/** Topic of messages to the robot. */
export const TOPIC_ROBOT = '/v1.0/im/bot/messages/get'
/** Topic of clicks on cards. */
export const TOPIC_CARD = '/v1.0/card/instances/callback'
/** Topic of the AI assistant's skill. */
export const TOPIC_SKILL = '/v1.0/graph/api/invoke'

/** Something to push over Stream. `data` goes out as a JSON string. */
export interface FramePush {
  readonly type: 'CALLBACK' | 'EVENT'
  readonly topic: string
  readonly data: object
  /** Headers besides those every frame has; all values are strings. */
  readonly headers?: Readonly<Record<string, string>>
  readonly label: Omit<PushLabel, 'platform'>
  /** How long an ACK is waited for (ms), and how many further frames there may be without one. */
  readonly timeoutMs: number
  readonly redeliveries: number
  /** What the ACK means; default: any ACK is `acknowledged`. */
  readonly read?: (ack: Ack) => Verdict<Ack>
  /** Whether this outcome is pushed again; default: `timeout` only. */
  readonly isRepeated?: (outcome: string) => boolean
  readonly settled?: (verdict: Verdict<Ack>, seq: number) => void
}

/** What the bot answers to a frame. */
export interface Ack {
  readonly code: number
  readonly message: string
  /** The JSON string of `data`, parsed; undefined when it is none. */
  readonly data: unknown
}

/** Stream mode: connections, subscriptions, frames. */
export interface Stream {
  /** Whether a connection subscribes to this. */
  hasSubscriber(type: 'CALLBACK' | 'EVENT', topic: string): boolean
  /** Pushes a frame to one of the subscribers. With none it is dropped, or kept when the settings say so. */
  push(frame: FramePush): void
  /** The WebSocket handshake of `GET /connect?ticket=…`. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Connections stay; what is under way is forgotten. */
  reset(): void
  close(): void
}

/** Nobody is connected. */
export function createStream(_dingtalk: () => Dingtalk): Stream {
  return {
    hasSubscriber: () => false,
    push: () => undefined,
    accept: (_request, socket) => void socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n'),
    reset: () => undefined,
    close: () => undefined,
  }
}
