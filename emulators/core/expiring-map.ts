import { trimMap } from './trim-map.ts'

/** A map whose entries live for a time of their own, and of which at most so many are held. Times in ms since the epoch. */
export interface ExpiringMap<V> {
  get(key: string, now: number): V | undefined
  set(key: string, value: V, until: number): void
  readonly size: number
  clear(): void
}

/** An empty map; when it is full the oldest entries go. */
export function createExpiringMap<V>(most: number): ExpiringMap<V> {
  const entries = new Map<string, { readonly value: V; readonly until: number }>()
  return {
    get(key, now) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (entry.until > now) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value, until) {
      entries.delete(key)
      entries.set(key, { value, until })
      trimMap(entries, most)
    },
    get size() {
      return entries.size
    },
    clear: () => entries.clear(),
  }
}
