import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Push, Verdict } from '../../core/delivery/push.ts'
import { remark } from '../remarks.ts'
import type { RongCloud } from '../rongcloud.ts'
import { signUrl } from './signed-url.ts'

/** A callback as its sort describes it. */
export interface Callback<V> {
  readonly what: string
  readonly url: string
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded'
  readonly body: string
  readonly messageUID: string
  readonly user: string
  readonly conversation: string
  /** Callbacks of one lane go out one after another. */
  readonly lane: string
  readonly timeoutMs: number
  readonly attempts: number
  readonly pauseMs: number
  readonly read: (body: Buffer, head: AnswerHead) => Verdict<V>
  readonly settled?: (verdict: Verdict<V>) => void
  readonly cause: number
}

/**
 * Delivers a callback. Each delivery carries the same body and a signature of its own; the next callback of the lane is
 * not held up by a failure.
 */
export function deliverCallback<V>(rong: RongCloud, callback: Callback<V>): void {
  const { world } = rong
  const { what, contentType, body, messageUID, user, conversation, timeoutMs, cause } = callback
  const push: Push<V> = {
    label: { platform: 'rongcloud', what, user, conversation, ids: { messageUID }, cause },
    lane: callback.lane,
    attempt() {
      const url = signUrl(rong, callback.url)
      return {
        transport: world.httpTransport({
          method: 'POST',
          url,
          headers: [
            ['Host', new URL(url).host],
            ['Content-Type', contentType],
            ['Content-Length', String(Buffer.byteLength(body))],
            ['Connection', 'close'],
          ],
          body,
        }),
        read: () => ({ end: (received, head) => callback.read(received, head) }),
      }
    },
    timers: { totalMs: timeoutMs, connectMs: timeoutMs },
    deliveries: (outcome) => (FAILURES.has(outcome) ? callback.attempts : 1),
    pause: () => callback.pauseMs,
    settled: ({ verdict, attempts, seq }) => {
      callback.settled?.(verdict)
      if (callback.settled === undefined && FAILURES.has(verdict.outcome))
        remarkLost(rong, callback, verdict, attempts, seq)
    },
  }
  world.deliver(push)
}

/** Outcomes after which a callback may be delivered again. */
const FAILURES = new Set(['refused', 'timeout', 'connect-fail', 'bad-body'])

/** Any 2xx is an answer; the body does not matter. */
export function readStatus(_body: Buffer, head: AnswerHead): Verdict<never> {
  return head.status >= 200 && head.status < 300
    ? { outcome: 'answered' }
    : { outcome: 'refused', reason: `HTTP ${head.status}` }
}

function remarkLost<V>(
  rong: RongCloud,
  { what, user, messageUID }: Callback<V>,
  { outcome, reason }: Verdict<V>,
  attempts: number,
  cause: number,
): void {
  const why = reason ?? outcome
  remark(
    rong,
    'callback-lost',
    {
      en: `The ${what} of message ${messageUID} was given up after ${attempts === 1 ? 'one delivery' : `${attempts} deliveries`}: ${why}.`,
      zh: `消息 ${messageUID} 的${what}在 ${attempts} 次投递后放弃：${why}。`,
    },
    { user, cause },
  )
}
