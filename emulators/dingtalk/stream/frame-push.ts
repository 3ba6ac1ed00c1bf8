import type { PushLabel, Verdict } from '../../core/delivery/push.ts'

/** Something to push over Stream. `data` goes out as a JSON string. */
export interface FramePush {
  readonly type: 'CALLBACK' | 'EVENT'
  readonly topic: string
  readonly data: object
  /** Headers besides those every frame has; all values are strings. */
  readonly headers?: Readonly<Record<string, string>>
  readonly label: Omit<PushLabel, 'platform'>
  /** How long an ACK is waited for (ms); a further frame goes out so long after the one before. */
  readonly timeoutMs: number
  /** How many further frames there may be without an ACK. */
  readonly redeliveries: number
  /** What the ACK means; default: `acknowledged`, or `refused` when its code is not 200. */
  readonly read?: (ack: Ack) => Verdict<Ack>
  /** Whether this outcome is pushed again; default: `timeout` and `connect-fail`, as there was no ACK. */
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
