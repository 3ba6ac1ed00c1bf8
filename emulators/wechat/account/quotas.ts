/** Calls per operation and day. Days begin at midnight in China. */
export interface QuotaBook {
  used(operation: string, now: number): number
  /** Counts one call. */
  count(operation: string, now: number): void
  /** How many calls of this operation came within the minute that ends now, this one included. */
  perMinute(operation: string, now: number): number
  /** Back to zero for all operations of today. */
  clear(): void
  /** Counts a reset of quotas; false when there were ten this month. */
  allowClearing(now: number): boolean
}

const CHINA_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
const CLEARINGS_PER_MONTH = 10

/** A book with nothing counted. The operations are a fixed list, so it stays small. */
export function createQuotaBook(): QuotaBook {
  const daily = new Map<string, { day: number; count: number }>()
  const minutes = new Map<string, { minute: number; count: number }>()
  let clearings = { month: '', count: 0 }

  const dayOf = (now: number): number => Math.floor((now + CHINA_MS) / DAY_MS)

  return {
    used(operation, now) {
      const entry = daily.get(operation)
      return entry !== undefined && entry.day === dayOf(now) ? entry.count : 0
    },
    count(operation, now) {
      const day = dayOf(now)
      const entry = daily.get(operation)
      if (entry !== undefined && entry.day === day) entry.count += 1
      else daily.set(operation, { day, count: 1 })
    },
    perMinute(operation, now) {
      const minute = Math.floor(now / 60_000)
      const entry = minutes.get(operation)
      if (entry === undefined || entry.minute !== minute) {
        minutes.set(operation, { minute, count: 1 })
        return 1
      }
      entry.count += 1
      return entry.count
    },
    clear() {
      daily.clear()
      minutes.clear()
    },
    allowClearing(now) {
      const month = new Date(now + CHINA_MS).toISOString().slice(0, 7)
      if (clearings.month !== month) clearings = { month, count: 0 }
      if (clearings.count >= CLEARINGS_PER_MONTH) return false
      clearings.count += 1
      return true
    },
  }
}
