/** Counts uses per name within windows of time, so that too many can be told. */
export interface RateLimit {
  /** Counts `amount` uses at `now` (ms); false when that would be more than `most` within the window of `windowMs`. */
  spend(name: string, most: number, windowMs: number, now: number, amount?: number): boolean
  clear(): void
}

const MOST_NAMES = 1000

/** No uses yet. `most` 0 means any number. */
export function createRateLimit(): RateLimit {
  const windows = new Map<string, { start: number; used: number }>()
  return {
    spend(name, most, windowMs, now, amount = 1) {
      if (most === 0) return true
      let window = windows.get(name)
      if (window === undefined || now - window.start >= windowMs || now < window.start) {
        window = { start: now, used: 0 }
        windows.set(name, window)
        if (windows.size > MOST_NAMES) windows.delete(windows.keys().next().value!)
      }
      if (window.used + amount > most) return false
      window.used += amount
      return true
    },
    clear: () => windows.clear(),
  }
}
