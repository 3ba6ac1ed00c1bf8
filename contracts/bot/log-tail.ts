import { stripVTControlCharacters } from 'node:util'

/** One stream that writes into a log. */
export interface LogSource {
  readonly write: (chunk: string) => void
  /** The stream has ended; a last line without a line break counts as well. */
  readonly end: () => void
}

/** The end of a bot's log, whatever amount it writes. */
export interface LogTail {
  /** Each stream has its own, so that half lines of two streams do not mix. */
  open(): LogSource
  /** The last lines, oldest first; 20 unless told otherwise, and none before the mark. */
  last(count?: number, since?: number): string[]
  /** Marks this moment for {@link last}: how many lines there have been. */
  mark(): number
  /** Calls `look` with each line from now on, until the returned function is called. */
  watch(look: (line: string) => void): () => void
}

const MOST_LINES = 200
const MOST_CHARACTERS = 400

/** Keeps 200 lines of at most 400 characters each, without colours and other terminal control. */
export function createLogTail(): LogTail {
  let lines: string[] = []
  let total = 0
  const halves = new Set<() => string>()
  const watchers = new Set<(line: string) => void>()

  const clean = (line: string): string => {
    const plain = stripVTControlCharacters(line)
    return plain.length <= MOST_CHARACTERS ? plain : `${plain.slice(0, MOST_CHARACTERS)}…`
  }

  function add(line: string): void {
    const kept = clean(line)
    lines.push(kept)
    total += 1
    if (lines.length > 2 * MOST_LINES) lines = lines.slice(-MOST_LINES)
    for (const look of watchers) look(kept)
  }

  return {
    open() {
      let half = ''
      const readHalf = (): string => half
      halves.add(readHalf)
      return {
        write(chunk) {
          const parts = (half + chunk).split(/\r?\n/)
          // Twice what is kept, since control characters may still go.
          half = (parts.pop() ?? '').slice(0, 2 * MOST_CHARACTERS)
          for (const line of parts) add(line)
        },
        end() {
          halves.delete(readHalf)
          if (half !== '') add(half)
          half = ''
        },
      }
    },
    last(count = 20, since = 0) {
      const open = Array.from(halves, (read) => clean(read())).filter((half) => half !== '')
      const fresh = lines.slice(Math.max(0, lines.length - (total - since)))
      return [...fresh, ...open].slice(-Math.min(count, MOST_LINES))
    },
    mark: () => total,
    watch(look) {
      watchers.add(look)
      return () => {
        watchers.delete(look)
      }
    },
  }
}
