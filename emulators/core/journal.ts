import type { Draft, JournalEntry } from './journal-entries.ts'

/** Limits of the journal's memory. */
export interface JournalLimits {
  readonly entries: number
  /** Approximate bytes of text held by the entries. */
  readonly bytes: number
  /** Longer bodies are cut in the journal (never on the wire), in characters. */
  readonly bodyCharacters: number
}

export const DEFAULT_JOURNAL_LIMITS: JournalLimits = {
  entries: 5_000,
  bytes: 32 * 1024 * 1024,
  bodyCharacters: 64 * 1024,
}

/**
 * Everything that has happened in a world, in order. Entries are written when something begins and completed in
 * place when it ends, so a call that is still held and a delivery that is still open can be seen. When the limits are
 * reached the oldest entries go.
 */
export interface Journal {
  add<E extends JournalEntry>(draft: Draft<E>): E
  /** Says that an entry, or a line of the transcript, has been completed or has grown. */
  changed(entry: JournalEntry): void
  /** The entries still held, oldest first, from `after` (exclusive) on. */
  entries(after?: number): JournalEntry[]
  get(seq: number): JournalEntry | undefined
  /** Calls `look` after every change until the returned function is called. */
  watch(look: (entry: JournalEntry) => void): () => void
  /** Cuts a text to what the journal keeps of a body. */
  cut(text: string): string
  /** The number of the newest entry; 0 when there was none yet. */
  readonly last: number
  /** How many entries have been dropped to stay within the limits. */
  readonly dropped: number
  clear(): void
}

/** Rough size of an entry; bodies dominate, the rest is a flat fee. */
function weigh(entry: JournalEntry): number {
  if (entry.kind === 'attempt') return 500 + 2 * entry.request.body.length
  if (entry.kind === 'call')
    return 400 + 2 * entry.url.length + (typeof entry.input === 'string' ? 2 * entry.input.length : 200)
  return 400
}

/** An empty journal that stamps its entries with `now()`. */
export function createJournal(now: () => number, limits: JournalLimits = DEFAULT_JOURNAL_LIMITS): Journal {
  let ring: JournalEntry[] = []
  // Entries before `head` are gone; the array is compacted now and then instead of shifted each time.
  let head = 0
  let bytes = 0
  let last = 0
  let dropped = 0
  const watchers = new Set<(entry: JournalEntry) => void>()

  function dropOldest(): void {
    const oldest = ring[head]
    if (oldest === undefined) return
    bytes -= weigh(oldest)
    head += 1
    dropped += 1
    if (head > 4096 && head * 2 > ring.length) {
      ring = ring.slice(head)
      head = 0
    }
  }

  function tell(entry: JournalEntry): void {
    for (const look of watchers) look(entry)
  }

  return {
    add<E extends JournalEntry>(draft: Draft<E>): E {
      last += 1
      // Written in place: an entry is the draft with its number and time, not a copy.
      const entry = Object.assign(draft, { seq: last, at: now() }) as unknown as E
      ring.push(entry)
      bytes += weigh(entry)
      while (ring.length - head > limits.entries || (bytes > limits.bytes && ring.length - head > 1)) dropOldest()
      if (watchers.size > 0) tell(entry)
      return entry
    },
    changed(entry) {
      if (watchers.size > 0) tell(entry)
    },
    entries(after = 0) {
      const first = ring[head]
      if (first === undefined) return []
      return ring.slice(head + Math.max(0, after - first.seq + 1))
    },
    get(seq) {
      const first = ring[head]
      return first === undefined || seq < first.seq ? undefined : ring[head + seq - first.seq]
    },
    watch(look) {
      watchers.add(look)
      return () => {
        watchers.delete(look)
      }
    },
    cut: (text) =>
      text.length <= limits.bodyCharacters
        ? text
        : `${text.slice(0, limits.bodyCharacters)}… (${text.length - limits.bodyCharacters} more characters)`,
    get last() {
      return last
    },
    get dropped() {
      return dropped
    },
    clear() {
      ring = []
      head = 0
      bytes = 0
      dropped = 0
    },
  }
}
