/** The end of a bot's log, whatever amount it writes. */
export interface LogTail {
  write(chunk: string): void
  /** The last lines, oldest first; 20 unless told otherwise. */
  last(count?: number): string[]
  /** Calls `look` with each line from now on, until the returned function is called. */
  watch(look: (line: string) => void): () => void
}

const MOST_LINES = 200
const MOST_CHARACTERS = 400

/** Keeps 200 lines of at most 400 characters each. */
export function createLogTail(): LogTail {
  let lines: string[] = []
  let open = ''
  const watchers = new Set<(line: string) => void>()

  function close(line: string): void {
    const kept = line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS)}…`
    lines.push(kept)
    if (lines.length > 2 * MOST_LINES) lines = lines.slice(-MOST_LINES)
    for (const look of watchers) look(kept)
  }

  return {
    write(chunk) {
      const parts = (open + chunk).split(/\r?\n/)
      open = (parts.pop() ?? '').slice(0, MOST_CHARACTERS + 1)
      for (const line of parts) close(line)
    },
    last: (count = 20) => [...lines, ...(open === '' ? [] : [open])].slice(-Math.min(count, MOST_LINES)),
    watch(look) {
      watchers.add(look)
      return () => {
        watchers.delete(look)
      }
    },
  }
}
