import type { Arrival, AttemptEntry } from '../journal-entries.ts'
import type { Timer } from '../timers.ts'
import type { DeliveryGround } from './engine.ts'
import type { AnswerHead, Exchange } from './exchange.ts'
import type { Attempt, DeliveryTimers, Push, Reader, Verdict } from './push.ts'

const MOST_BYTES = 1024 * 1024
const MOST_ARRIVALS = 2000

/**
 * Runs one delivery to its verdict. `onStart` is given a function that ends it early and the entry's number.
 * Never rejects: whatever goes wrong is a verdict.
 */
export function runAttempt<V>(
  push: Push<V>,
  number: number,
  pushSeq: number,
  ground: DeliveryGround,
  onStart: (stop: (verdict: Verdict<V>) => void, seq: number) => void,
): Promise<Verdict<V>> {
  const { clock, journal, wire } = ground
  const mostBytes = push.mostBytes ?? MOST_BYTES

  return new Promise((resolve) => {
    let attempt: Attempt<V>
    try {
      attempt = push.attempt(number)
    } catch (error) {
      resolve({
        outcome: 'unsendable',
        reason: error instanceof Error ? error.message : String(error),
      })
      return
    }
    const entry = journal.add<AttemptEntry>({
      kind: 'attempt',
      platform: push.label.platform,
      cause: pushSeq,
      number,
      request: attempt.transport.request,
    })
    const paid = wire.owe(`an answer to delivery ${number} of ${push.label.what}`)
    const timers = new Map<keyof DeliveryTimers, Timer>()
    const chunks: Buffer[] = []
    const arrivals: Arrival[] = []
    let reading: Timer | undefined
    let bytes = 0
    let head: AnswerHead | undefined
    let decided = false
    let exchange: Exchange | undefined
    let reader: Reader<V> | undefined

    function set(timer: keyof DeliveryTimers): void {
      clear(timer)
      const ms = push.timers[timer]
      if (ms === undefined || ms <= 0) return
      const what = `delivery ${number} of ${push.label.what} runs into its limit of ${ms} ms (${timer})`
      timers.set(
        timer,
        clock.after(ms, what, () => decide(expired(timer, ms))),
      )
    }

    function clear(timer: keyof DeliveryTimers): void {
      timers.get(timer)?.cancel()
      timers.delete(timer)
    }

    function expired(timer: keyof DeliveryTimers, ms: number): Verdict<V> {
      return (
        push.expired?.(timer) ?? {
          outcome: 'timeout',
          reason: `no complete answer within ${ms} ms`,
        }
      )
    }

    function decide(verdict: Verdict<V>): void {
      if (decided) return
      decided = true
      for (const timer of timers.values()) timer.cancel()
      reading?.cancel()
      reader?.close?.()
      exchange?.hangUp()
      paid()
      entry.ended = {
        at: clock.now(),
        outcome: verdict.outcome,
        reason: verdict.reason,
        status: head?.status,
        headers: head?.headers,
        body: head === undefined ? undefined : journal.cut(Buffer.concat(chunks).toString('utf8')),
        bytes,
        chunks: arrivals,
      }
      journal.changed(entry)
      resolve(verdict)
    }

    /** A step of the reader may throw only by a mistake of ours; it must end the delivery all the same. */
    function step(run: () => Verdict<V> | undefined): void {
      if (decided) return
      try {
        const verdict = run()
        if (verdict !== undefined) decide(verdict)
      } catch (error) {
        decide({
          outcome: 'bad-body',
          reason: `could not be read: ${error instanceof Error ? error.message : String(error)}`,
        })
      }
    }

    onStart(decide, entry.seq)
    reader = attempt.read(decide)
    set('connectMs')
    exchange = attempt.transport.start({
      sent() {
        wire.touch()
        clear('connectMs')
        if (decided) return
        set('totalMs')
        if (head === undefined) set('firstByteMs')
      },
      head(received) {
        wire.touch()
        head = received
        clear('firstByteMs')
        if (!decided) set('idleMs')
        step(() => reader?.head?.(received))
        if (!decided && attempt.readAfterMs !== undefined) {
          exchange?.pause?.()
          reading = clock.after(attempt.readAfterMs, 'the answer is read at last', () => exchange?.resume?.())
        }
      },
      bytes(chunk) {
        wire.touch()
        bytes += chunk.length
        if (decided) return
        if (arrivals.length < MOST_ARRIVALS) arrivals.push({ at: clock.now(), bytes: chunk.length })
        set('idleMs')
        if (bytes > mostBytes) {
          decide({ outcome: 'bad-body', reason: `the answer is larger than ${mostBytes} bytes` })
          return
        }
        chunks.push(chunk)
        step(() => reader?.bytes?.(chunk))
      },
      ended() {
        wire.touch()
        const received = head ?? { status: 0, headers: [] }
        step(() => reader?.end(Buffer.concat(chunks), received))
      },
      failed(reason) {
        wire.touch()
        const hadHead = head !== undefined
        step(
          () =>
            (hadHead ? reader?.broken?.(reason) : undefined) ??
            push.failed?.(reason, hadHead) ?? { outcome: 'connect-fail', reason },
        )
      },
      late(status, body) {
        wire.touch()
        entry.late = { at: clock.now(), status, body: journal.cut(body) }
        journal.changed(entry)
      },
    })
    // The transport may have failed before it returned.
    if (decided) exchange.hangUp()
  })
}
