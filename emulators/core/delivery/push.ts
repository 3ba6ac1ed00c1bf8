import type { AnswerHead, Transport } from './exchange.ts'

/** How a delivery ended, in the platform's words, and what was understood of the answer. */
export interface Verdict<V> {
  /** One of the platform's outcomes: `answered`, `timeout`, `bad-body` … */
  readonly outcome: string
  /** Why, when that is not evident: `Content is empty`. */
  readonly reason?: string
  /** What the answer says, when it says something. */
  readonly value?: V
}

/** Reads one answer as it comes. Each step may already decide; otherwise {@link end} has to. */
export interface Reader<V> {
  head?(head: AnswerHead): Verdict<V> | undefined
  bytes?(chunk: Buffer): Verdict<V> | undefined
  /** The answer is complete; `body` is all of it (up to the push's `mostBytes`). */
  end(body: Buffer, head: AnswerHead): Verdict<V>
  /** The connection broke after the head; without this the outcome is `connect-fail`. */
  broken?(reason: string): Verdict<V>
  /** The delivery is over for whatever reason: free timers. */
  close?(): void
}

/** Time limits of one delivery in ms; 0 or absent means none. `total` runs from the end of sending, as do the others. */
export interface DeliveryTimers {
  readonly connectMs?: number
  readonly firstByteMs?: number
  readonly idleMs?: number
  readonly totalMs?: number
}

/** What one delivery needs. */
export interface Attempt<V> {
  readonly transport: Transport
  /** Makes the reader; `decide` ends the delivery at once, for readers that keep timers of their own. */
  readonly read: (decide: (verdict: Verdict<V>) => void) => Reader<V>
  /** Begins to read the body only so many ms after the head. */
  readonly readAfterMs?: number
}

/** What a push is known by in the journal. */
export interface PushLabel {
  readonly platform: string
  readonly what: string
  readonly user?: string
  readonly conversation?: string
  readonly ids?: Readonly<Record<string, string>>
  readonly cause?: number | undefined
}

/** A push as data: what to send, how long to wait, when to send it again, and what happens in the end. */
export interface Push<V> {
  readonly label: PushLabel
  /** Pushes with the same lane go out one after another; without a lane at once. */
  readonly lane?: string
  /** Builds delivery `number` (from 1). Throwing ends the push with outcome `unsendable`. */
  readonly attempt: (number: number) => Attempt<V>
  readonly timers: DeliveryTimers
  /** What a timer that ran out means; default `{ outcome: 'timeout' }` with the timer as the reason. */
  readonly expired?: (timer: keyof DeliveryTimers) => Verdict<V>
  /** What a connection that failed means; default `connect-fail`, with the reason given: an error code such as `ECONNREFUSED`. */
  readonly failed?: (reason: string, hadHead: boolean) => Verdict<V> | undefined
  /** How many deliveries in all there may be when one ends with this outcome; 1 means it is not repeated. */
  readonly deliveries: (outcome: string) => number
  /** Pause in ms before the next delivery; default none. */
  readonly pause?: (outcome: string, number: number) => number
  /** Largest answer that is read, in bytes; default 1 MiB. A larger one ends with outcome `bad-body`. */
  readonly mostBytes?: number
  /** A delivery has ended; called before it is decided whether another follows. `attempt` is its number in the journal. */
  readonly delivered?: (verdict: Verdict<V>, number: number, attempt: number) => void
  /** The last delivery has ended. */
  readonly settled?: (result: PushResult<V>) => void
}

export interface PushResult<V> {
  readonly verdict: Verdict<V>
  /** How many deliveries were made. */
  readonly attempts: number
  /** The push's number in the journal. */
  readonly seq: number
}

/** A push on its way. */
export interface PushHandle<V> {
  readonly seq: number
  readonly done: Promise<PushResult<V>>
  /** Ends it with the given outcome; a running delivery is hung up, a waiting one never goes out. */
  abort(outcome: string, reason: string): void
}
