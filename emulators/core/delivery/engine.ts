import type { Clock } from '../clock.ts'
import type { PushEntry } from '../journal-entries.ts'
import type { Journal } from '../journal.ts'
import type { Wire } from '../wire.ts'
import { runAttempt } from './attempt.ts'
import type { Push, PushHandle, PushResult, Verdict } from './push.ts'

/** What the engine stands on. */
export interface DeliveryGround {
  readonly clock: Clock
  readonly journal: Journal
  readonly wire: Wire
}

/** Brings pushes to the bot. Nothing that serves a call of the bot ever waits for it. */
export interface DeliveryEngine {
  deliver<V>(push: Push<V>): PushHandle<V>
  /** Ends all pushes with outcome `aborted`. */
  abortAll(reason: string): void
  /** Pushes that have not settled. */
  readonly running: number
}

interface Running {
  abort(outcome: string, reason: string): void
}

/** An engine with nothing to deliver yet. */
export function createDeliveryEngine(ground: DeliveryGround): DeliveryEngine {
  const running = new Set<Running>()
  const lanes = new Map<string, Promise<unknown>>()

  function deliver<V>(push: Push<V>): PushHandle<V> {
    const { label } = push
    const entry = ground.journal.add<PushEntry>({
      kind: 'push',
      platform: label.platform,
      what: label.what,
      user: label.user,
      conversation: label.conversation,
      ids: label.ids ?? {},
      cause: label.cause,
    })
    let aborted: Verdict<V> | undefined
    let stop: (verdict: Verdict<V>) => void = () => {}
    const self: Running = {
      abort(outcome, reason) {
        aborted ??= { outcome, reason }
        stop(aborted)
      },
    }
    running.add(self)

    async function run(): Promise<PushResult<V>> {
      let number = 0
      let verdict: Verdict<V> = aborted ?? { outcome: 'aborted' }
      while (aborted === undefined) {
        number += 1
        verdict = await deliverOnce(number)
        if (aborted !== undefined || number >= push.deliveries(verdict.outcome)) break
        await pause(push.pause?.(verdict.outcome, number) ?? 0)
      }
      if (aborted !== undefined) verdict = aborted
      running.delete(self)
      const result = { verdict, attempts: number, seq: entry.seq }
      entry.ended = {
        at: ground.clock.now(),
        outcome: verdict.outcome,
        reason: verdict.reason,
        attempts: number,
      }
      // What the platform does about the end comes first, so that whoever waits for the end finds it done.
      push.settled?.(result)
      ground.journal.changed(entry)
      return result
    }

    async function deliverOnce(number: number): Promise<Verdict<V>> {
      let attemptSeq = 0
      const verdict = await runAttempt(push, number, entry.seq, ground, (stopper, seq) => {
        stop = stopper
        attemptSeq = seq
      })
      stop = () => {}
      push.delivered?.(verdict, number, attemptSeq)
      return verdict
    }

    function pause(ms: number): Promise<void> {
      if (ms <= 0) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = ground.clock.after(ms, `the next delivery of ${label.what}`, resolve)
        stop = () => {
          timer.cancel()
          resolve()
        }
      })
    }

    return { seq: entry.seq, done: inLane(push.lane, run), abort: self.abort }
  }

  function inLane<R>(lane: string | undefined, run: () => Promise<R>): Promise<R> {
    if (lane === undefined) return run()
    const before = lanes.get(lane)
    const done = before === undefined ? run() : before.then(run)
    const tail = done
      .catch(() => undefined)
      .then(() => {
        if (lanes.get(lane) === tail) lanes.delete(lane)
      })
    lanes.set(lane, tail)
    return done
  }

  return {
    deliver,
    abortAll(reason) {
      for (const push of running) push.abort('aborted', reason)
      running.clear()
      lanes.clear()
    },
    get running() {
      return running.size
    },
  }
}
