import { createTimerQueue, type QueuedTimer, type Timer } from './timers.ts'
import type { Wire } from './wire.ts'

/** `real` follows the wall; `virtual` jumps to the next timer whenever nobody can be working. */
export type ClockMode = 'real' | 'virtual'

/** How a world's clock behaves. All times in milliseconds of real time. */
export interface ClockOptions {
  readonly mode: ClockMode
  /** How long the wire must be silent before a jump while the bot waits for us. */
  readonly settleMs: number
  /** How long the wire must be silent before a bot that waits for nothing counts as quiet. */
  readonly patienceMs: number
}

/** The world's time: milliseconds since the epoch, at the wall's pace, with jumps. */
export interface Clock {
  readonly mode: ClockMode
  /** The world's time in ms since the epoch. */
  now(): number
  /** The wall's time in ms since the epoch: what the bot stamps is judged against this. */
  wall(): number
  /** Runs something when the world's time reaches `when` (ms since the epoch). */
  at(when: number, what: string, run: () => void): Timer
  /** Runs something `ms` from now. */
  after(ms: number, what: string, run: () => void): Timer
  /**
   * As {@link after}, for housekeeping nobody waits for, such as keeping a connection alive: time never jumps *to* it. When a
   * jump goes past it, it runs with what was due by then.
   */
  background(ms: number, what: string, run: () => void): Timer
  /**
   * Somebody waits for the future: while anybody does, a virtual clock may jump. The returned function ends it.
   * Nothing jumps while nobody waits, so that a debugger, a slow test or a person at the desk loses no time.
   */
  wait(what: string): () => void
  /** Moves the time on by `ms`, timer by timer; resolves when the wire has fallen silent after each. Works in both modes. */
  advance(ms: number): Promise<void>
  /**
   * Resolves to true when the bot has been quiet for the clock's patience; never jumps for it. A call we hold does not count as
   * noise. Resolves to false when the bot never falls silent.
   */
  settle(): Promise<boolean>
  /** What the clock waits for: open calls, owed answers, silence so far. For runs that seem stuck. */
  why(): string[]
  /** Real milliseconds of silence that stand for a quiet bot; see {@link ClockOptions}. */
  tune(options: Partial<Pick<ClockOptions, 'settleMs' | 'patienceMs'>>): void
  /** Drops all timers and goes back to the wall's time. */
  reset(): void
  /** As {@link reset}, and never ticks again. */
  close(): void
}

/** Called at each jump with the times before and after (ms since the epoch) and the timer it went to. */
export type JumpListener = (from: number, to: number, what: string) => void

const LONGEST_TIMEOUT = 2 ** 31 - 1

/** A bot that calls us again and again never falls silent; after so many real ms of it nobody waits for that any longer. */
const RESTLESS_MS = 15_000

/** A clock that stands at the wall's time and knows the wire whose silence lets it jump. */
export function createClock(options: ClockOptions, wire: Wire, onJump: JumpListener): Clock {
  const timers = createTimerQueue()
  const chores = createTimerQueue()
  const settling = new Set<(isQuiet: boolean) => void>()
  const waiters = new Map<object, { readonly what: string; readonly until: number }>()
  let { settleMs, patienceMs } = options
  let offset = 0
  let closed = false
  let alarm: NodeJS.Timeout | undefined
  let slice: NodeJS.Timeout | undefined
  let silentMs = 0
  let restlessMs = 0
  let seenBeat = -1

  const wall = (): number => Date.now()
  const now = (): number => Date.now() + offset

  function runDue(): void {
    for (let due = takeDue(); due !== undefined; due = takeDue()) due.run()
    setAlarm()
  }

  /** The earlier of both queues; what somebody waits for comes first when they are due together. */
  function earliest(): QueuedTimer | undefined {
    const timer = timers.peek()
    const chore = chores.peek()
    return timer === undefined || (chore !== undefined && chore.when < timer.when) ? chore : timer
  }

  function takeDue(): QueuedTimer | undefined {
    return earliest() === timers.peek() ? timers.takeDue(now()) : chores.takeDue(now())
  }

  function setAlarm(): void {
    clearTimeout(alarm)
    alarm = undefined
    const next = earliest()
    if (next === undefined || closed) return
    alarm = setTimeout(runDue, Math.min(Math.max(0, next.when - now()), LONGEST_TIMEOUT))
    alarm.unref()
  }

  function add(when: number, what: string, run: () => void, queue = timers): Timer {
    const timer = queue.add(when, what, run)
    if (earliest() === timer) setAlarm()
    return timer
  }

  /** The next timer somebody wants to see: a virtual clock goes to any, a real one only as far as an `advance` reaches. */
  function nextStop(): { readonly when: number; readonly what: string } | undefined {
    const next = timers.peek()
    if (next === undefined || waiters.size === 0) return undefined
    if (options.mode === 'virtual') return next
    let reach = -Infinity
    for (const waiter of waiters.values()) reach = Math.max(reach, waiter.until)
    return next.when <= reach ? next : undefined
  }

  function neededSilence(): number {
    if (wire.serving > 0) return Infinity
    return wire.parked > 0 ? settleMs : patienceMs
  }

  /**
   * Listens for silence in thin slices. A slice that came late because the machine was busy counts as one slice only,
   * so a loaded machine makes the clock more patient instead of making the bot look quiet.
   */
  function listen(): void {
    if (slice !== undefined || closed || (waiters.size === 0 && settling.size === 0)) return
    const thin = Math.min(20, Math.max(1, Math.min(settleMs, patienceMs) / 4))
    slice = setTimeout(() => {
      slice = undefined
      if (wire.beat === seenBeat) silentMs += thin
      else silentMs = 0
      seenBeat = wire.beat
      restlessMs = silentMs >= patienceMs ? 0 : restlessMs + thin
      const isRestless = restlessMs >= RESTLESS_MS
      if (isRestless) restlessMs = 0
      if (isRestless || (silentMs >= patienceMs && wire.serving === 0)) letSettle(!isRestless)
      const stop = nextStop()
      if (stop !== undefined && (isRestless || silentMs >= neededSilence())) jump(stop)
      listen()
    }, thin)
  }

  function letSettle(isQuiet: boolean): void {
    for (const resolve of settling) resolve(isQuiet)
    settling.clear()
  }

  function jump(stop: { readonly when: number; readonly what: string }): void {
    const from = now()
    if (stop.when > from) {
      offset += stop.when - from
      onJump(from, stop.when, stop.what)
    }
    silentMs = 0
    runDue()
  }

  function wait(what: string, until = -Infinity): () => void {
    const key = {}
    waiters.set(key, { what, until })
    listen()
    return () => {
      waiters.delete(key)
    }
  }

  function clear(): void {
    timers.clear()
    chores.clear()
    letSettle(true)
    waiters.clear()
    clearTimeout(alarm)
    clearTimeout(slice)
    alarm = undefined
    slice = undefined
    silentMs = 0
    restlessMs = 0
    offset = 0
  }

  return {
    mode: options.mode,
    now,
    wall,
    at: (when, what, run) => add(when, what, run),
    after: (ms, what, run) => add(now() + ms, what, run),
    background: (ms, what, run) => add(now() + ms, what, run, chores),
    wait,
    advance(ms) {
      return new Promise((resolve) => {
        const until = now() + ms
        const release = wait(`time to be ${ms} ms later`, until)
        add(until, `time is moved on by ${ms} ms`, () => {
          release()
          resolve()
        })
      })
    },
    settle() {
      return new Promise((resolve) => {
        settling.add(resolve)
        listen()
      })
    },
    why() {
      const next = timers.peek()
      return [
        ...[...waiters.values()].map((waiter) => `waiting for ${waiter.what}`),
        ...wire.open(),
        next === undefined ? 'no timer is set' : `next timer in ${Math.max(0, next.when - now())} ms: ${next.what}`,
        `silent for ${Math.round(silentMs)} of ${neededSilence()} ms`,
      ]
    },
    tune(changed) {
      settleMs = changed.settleMs ?? settleMs
      patienceMs = changed.patienceMs ?? patienceMs
    },
    reset: clear,
    close() {
      closed = true
      clear()
    },
  }
}
