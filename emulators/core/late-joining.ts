import { setImmediate, setTimeout } from 'node:timers/promises'

/** Things that come one after the other while others may already be used. */
export interface LateJoining {
  /** Resolves when one more has come: true; false at once when all are there, or none is to come any more. */
  next(): Promise<boolean>
  /** Resolves when all are there. */
  all(): Promise<void>
  /** No more shall come. */
  stop(): void
}

/** Between two of them, when nobody waits: time for whoever uses the first (ms). */
const PAUSE_MS = 10

/** Brings them one by one. What one of them throws is thrown by everybody who waits. */
export function joinLate<T>(ones: readonly T[], bring: (one: T) => Promise<void>): LateJoining {
  let isOver = ones.length === 0
  let waiting = 0
  let step = defer()
  let asked = defer()

  async function run(): Promise<void> {
    for (const one of ones) {
      if (isOver) break
      await bring(one)
      step.resolve()
      step = defer()
      // Whoever waited for this one is served before the next is begun, and so is who comes for it now.
      await setImmediate()
      if (waiting === 0) await Promise.race([setTimeout(PAUSE_MS), asked.promise])
    }
    isOver = true
    step.resolve()
  }
  const running = run()

  const joining: LateJoining = {
    async next() {
      if (isOver) return false
      waiting += 1
      asked.resolve()
      try {
        await Promise.race([step.promise, running])
      } finally {
        waiting -= 1
        if (waiting === 0) asked = defer()
      }
      return true
    },
    async all() {
      while (await joining.next());
    },
    stop() {
      isOver = true
    },
  }
  return joining
}

function defer(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve: () => resolve() }
}
