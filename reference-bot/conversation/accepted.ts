import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createRecent } from './recent.ts'

/** What a channel notes about a message it has accepted: enough to finish the work in another process. JSON values only. */
export type Notes = Readonly<Record<string, unknown>>

/**
 * The messages that were accepted and not yet answered. A channel writes a message down before it acts and crosses it out when
 * the answer is on its way, so that neither a restart nor a late redelivery makes it lose a message or answer one twice.
 */
export interface AcceptedMessages {
  /** True when a restart keeps what is written here. */
  readonly durable: boolean
  /** Adds to what is known of a message; the first note accepts it. */
  note(key: string, notes: Notes): void
  /** The message needs nothing more. */
  done(key: string): void
  /** The message has been answered, in this process or an earlier one. */
  wasAnswered(key: string): boolean
  /** Everything accepted and not crossed out, oldest first. */
  unfinished(): readonly { key: string; notes: Notes }[]
}

interface Line {
  readonly key: string
  readonly notes?: Notes
  readonly done?: true
}

const REMEMBERED = { entries: 20_000, ageMs: 24 * 60 * 60 * 1000 }

/**
 * Keeps the messages in `<folder>/<channel>.ndjson`, or in memory alone when no folder is given. Each note is one appended line,
 * written before the call returns, so a killed process loses none. The file is rewritten at the start and whenever most of it
 * is history.
 */
export function openAcceptedMessages(folder: string | undefined, channel: string): AcceptedMessages {
  const pending = new Map<string, Notes>()
  const answered = createRecent<true>(REMEMBERED)
  let doneKeys: string[] = []
  const file = folder === undefined ? undefined : path.join(folder, `${channel}.ndjson`)
  let lines = 0

  const apply = ({ key, notes, done }: Line) => {
    if (done === undefined) {
      pending.set(key, { ...pending.get(key), ...notes })
      return
    }
    pending.delete(key)
    answered.set(key, true)
    doneKeys.push(key)
    if (doneKeys.length > 2 * REMEMBERED.entries) doneKeys = doneKeys.slice(-REMEMBERED.entries)
  }

  const rewrite = (target: string) => {
    const kept: Line[] = doneKeys.slice(-REMEMBERED.entries).map((key) => ({ key, done: true }))
    for (const [key, notes] of pending) kept.push({ key, notes })
    writeFileSync(`${target}.new`, kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
    renameSync(`${target}.new`, target)
    lines = kept.length
  }

  const write = (line: Line) => {
    apply(line)
    if (file === undefined) return
    appendFileSync(file, `${JSON.stringify(line)}\n`)
    lines += 1
    if (lines > 4 * REMEMBERED.entries) rewrite(file)
  }

  if (folder !== undefined && file !== undefined) {
    mkdirSync(folder, { recursive: true })
    if (existsSync(file)) for (const line of readLines(file)) apply(line)
    rewrite(file)
  }

  return {
    durable: file !== undefined,
    note: (key, notes) => write({ key, notes }),
    done: (key) => write({ key, done: true }),
    wasAnswered: (key) => answered.get(key) === true,
    unfinished: () => [...pending].map(([key, notes]) => ({ key, notes })),
  }
}

function readLines(file: string): Line[] {
  const texts = readFileSync(file, 'utf8').split('\n')
  // A process killed while it wrote leaves half a line, and only at the end.
  const whole = texts.slice(0, -1)
  return whole.map((text) => JSON.parse(text) as Line)
}
