/** A map that cannot grow without end: it forgets what is too old and, when it is full, what came first. */
export interface Recent<Value> {
  /** The value kept for this key, unless it has become too old. */
  get(key: string): Value | undefined
  /** Keeps a value; a key set again counts as new. */
  set(key: string, value: Value): void
  delete(key: string): void
  /** How many entries are held, old ones that nobody has asked for included. */
  readonly size: number
}

/**
 * @param limits `entries`: how many at most; `ageMs`: how long an entry is kept, in milliseconds
 * @param now the current time in milliseconds
 */
export function createRecent<Value>(
  limits: { entries: number; ageMs: number },
  now: () => number = Date.now,
): Recent<Value> {
  // A Map iterates in the order of insertion, so the oldest entry is always the first one.
  const entries = new Map<string, { value: Value; since: number }>()
  const isOld = (since: number) => now() - since >= limits.ageMs

  const forgetTheFirst = () => {
    for (const [key, { since }] of entries) {
      if (entries.size <= limits.entries && !isOld(since)) return
      entries.delete(key)
    }
  }

  return {
    get(key) {
      const entry = entries.get(key)
      return entry === undefined || isOld(entry.since) ? undefined : entry.value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, { value, since: now() })
      forgetTheFirst()
    },
    delete(key) {
      entries.delete(key)
    },
    get size() {
      return entries.size
    },
  }
}
