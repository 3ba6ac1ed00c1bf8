import type { CallEntry } from '../../core/journal-entries.ts'
import type { Random } from '../../core/random.ts'

/** The requests that were given an id (rid) in an error text, for rid/get. */
export interface RequestBook {
  /** Gives a call its rid: three groups of 8 hex digits, the first the Unix time. */
  name(call: CallEntry, now: number): string
  find(rid: string): { readonly call: CallEntry; readonly at: number } | undefined
  clear(): void
}

const MOST_REQUESTS = 5000

export function createRequestBook(random: Random): RequestBook {
  const known = new Map<string, { call: CallEntry; at: number }>()
  return {
    name(call, now) {
      const seconds = Math.floor(now / 1000)
        .toString(16)
        .padStart(8, '0')
      const rid = `${seconds}-${random.hex(8)}-${random.hex(8)}`
      known.set(rid, { call, at: now })
      if (known.size > MOST_REQUESTS) {
        const oldest = known.keys().next().value
        if (oldest !== undefined) known.delete(oldest)
      }
      return rid
    },
    find: (rid) => known.get(rid),
    clear: () => known.clear(),
  }
}
