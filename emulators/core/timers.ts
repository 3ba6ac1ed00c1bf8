/** A timer that has been set; cancelling it twice, or after it has run, does nothing. */
export interface Timer {
  cancel(): void
}

/** A timer as the queue keeps it. */
export interface QueuedTimer extends Timer {
  /** Milliseconds since the epoch, on the world's clock. */
  readonly when: number
  /** What it is for, for people: `delivery 1 of 3 times out`. */
  readonly what: string
  readonly run: () => void
}

/** A queue of timers, the earliest first; equal times keep the order in which they were set. */
export interface TimerQueue {
  add(when: number, what: string, run: () => void): QueuedTimer
  /** The earliest timer that still stands. */
  peek(): QueuedTimer | undefined
  /** Takes the earliest timer out if it is due at `now`. */
  takeDue(now: number): QueuedTimer | undefined
  clear(): void
  readonly size: number
}

interface Slot extends QueuedTimer {
  readonly order: number
  cancelled: boolean
}

const earlier = (a: Slot, b: Slot): boolean => a.when < b.when || (a.when === b.when && a.order < b.order)

/** A binary heap; cancelled timers are dropped when they come to the top or when they outnumber the living. */
export function createTimerQueue(): TimerQueue {
  let heap: Slot[] = []
  let order = 0
  let cancelled = 0

  function sink(start: number): void {
    let at = start
    for (;;) {
      const left = 2 * at + 1
      let least = at
      for (const child of [left, left + 1]) {
        if (child < heap.length && earlier(heap[child]!, heap[least]!)) least = child
      }
      if (least === at) return
      swap(at, least)
      at = least
    }
  }

  function rise(start: number): void {
    let at = start
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!earlier(heap[at]!, heap[parent]!)) return
      swap(at, parent)
      at = parent
    }
  }

  function swap(a: number, b: number): void {
    const kept = heap[a]!
    heap[a] = heap[b]!
    heap[b] = kept
  }

  function takeTop(): Slot | undefined {
    const top = heap[0]
    if (top === undefined) return undefined
    const last = heap.pop()!
    if (heap.length > 0) {
      heap[0] = last
      sink(0)
    }
    return top
  }

  function compact(): void {
    heap = heap.filter((slot) => !slot.cancelled)
    cancelled = 0
    for (let at = (heap.length >> 1) - 1; at >= 0; at -= 1) sink(at)
  }

  function peek(): Slot | undefined {
    while (heap[0]?.cancelled === true) {
      takeTop()
      cancelled -= 1
    }
    return heap[0]
  }

  return {
    add(when, what, run) {
      const slot: Slot = {
        when,
        what,
        run,
        order: (order += 1),
        cancelled: false,
        cancel() {
          if (slot.cancelled) return
          slot.cancelled = true
          cancelled += 1
          if (cancelled > 64 && cancelled > heap.length / 2) compact()
        },
      }
      heap.push(slot)
      rise(heap.length - 1)
      return slot
    },
    peek,
    takeDue(now) {
      const next = peek()
      if (next === undefined || next.when > now) return undefined
      takeTop()
      // A timer that has run counts as cancelled no more: cancelling it later must not disturb the count.
      next.cancelled = true
      return next
    },
    clear() {
      heap = []
      cancelled = 0
    },
    get size() {
      return heap.length - cancelled
    },
  }
}
