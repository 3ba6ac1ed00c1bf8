import { formatDuration } from '../../../emulators/core/duration.ts'
import type { ActEntry, AttemptEntry, CallEntry, JournalEntry } from '../../../emulators/core/journal-entries.ts'
import { isWelcome } from '../timeline.ts'
import { findParticipants, isFrom, participantOf, type Participant } from './participants.ts'

/** How something went, for its colour. */
export type Tone = 'plain' | 'good' | 'bad' | 'late' | 'quiet'

/** Something that goes from one participant to another. */
export interface Arrow {
  readonly kind: 'arrow'
  readonly at: number
  /** Places in {@link Exchange.participants}. */
  readonly from: number
  readonly to: number
  readonly label: string
  /** What people look for in their logs: the identifiers of a push, the method and path of a call. */
  readonly hint?: string
  readonly tone: Tone
  /** An answer, dashed. */
  readonly isAnswer: boolean
  /** Nobody reads it, or nothing came: it ends half way. */
  readonly isCut: boolean
}

/** Something that happens at one participant, or to all of them. */
export interface Note {
  readonly kind: 'note'
  readonly at: number
  readonly on: number | undefined
  readonly label: string
  readonly tone: Tone
}

/** Time that was jumped over; `byMs` in all. */
export interface Jump {
  readonly kind: 'jump'
  readonly at: number
  readonly byMs: number
  readonly label: string
}

export type Row = Arrow | Note | Jump

/** Everything between users, platforms, bot and model, in the world's time; `at` is ms since the beginning. */
export interface Exchange {
  readonly participants: readonly Participant[]
  readonly rows: readonly Row[]
  /** How many further rows are not shown. */
  readonly left: number
}

const MOST_ROWS = 300
const MOST_LABEL = 160
/** A jump shorter than this says nothing (ms). */
const SHORTEST_JUMP = 500
/** An answer that took less is told with its call (ms). */
const SHORT_CALL = 50

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= MOST_LABEL ? line : `${line.slice(0, MOST_LABEL)} …`
}

/** Tells all deliveries, calls and jumps as rows of a sequence diagram. */
export function tellExchange(entries: readonly JournalEntry[]): Exchange {
  const participants = findParticipants(entries)
  const start = entries[0]?.at ?? 0
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  const rows = entries
    .flatMap((entry) => tellEntry(entry, participants, bySeq))
    .map((row) => ({ ...row, at: row.at - start }))
    .toSorted((a, b) => a.at - b.at)
  const joined = joinJumps(rows)
  return { participants, rows: joined.slice(0, MOST_ROWS), left: Math.max(0, joined.length - MOST_ROWS) }
}

type Known = ReadonlyMap<number, JournalEntry>

function tellEntry(entry: JournalEntry, all: readonly Participant[], bySeq: Known): Row[] {
  const on = participantOf(all, entry.platform)
  const user = all.findIndex(({ role }) => role === 'user')
  const bot = all.findIndex(({ role }) => role === 'bot')
  const { at } = entry
  switch (entry.kind) {
    case 'act':
      // What nobody in the chat does, happens at the platform.
      if (entry.from === '') return [{ kind: 'note', at, on, label: tellAct(entry, false), tone: 'quiet' }]
      return [arrow(at, user, on, tellAct(entry, isFrom(all, entry.from)), 'plain')]
    case 'attempt':
      return tellAttempt(entry, on, bot, bySeq)
    case 'call':
      return tellCall(entry, bot, on)
    case 'message': {
      const { who, text, kind, user: name } = entry.line
      if (who === 'user') return []
      const said = [kind === 'text' && text !== '' ? '' : kind, text === '' ? '' : `“${text}”`]
      const words = [isFrom(all, name) ? `→ ${name}` : '', ...said].filter((part) => part !== '').join(' ')
      const tone = kind === 'notice' ? 'bad' : who === 'platform' ? 'quiet' : 'good'
      return [arrow(at, on, user, oneLine(words), tone)]
    }
    case 'fault':
      return [{ kind: 'note', at, on, label: oneLine(`fault: ${entry.summary}`), tone: 'late' }]
    case 'bot':
      return [{ kind: 'note', at, on: undefined, label: oneLine(entry.what), tone: 'quiet' }]
    case 'clock':
      return [{ kind: 'jump', at: entry.to, byMs: entry.to - entry.from, label: oneLine(entry.what) }]
    case 'push':
    case 'remark':
      return []
  }
}

/** What was done: `讲个故事`, `taps 今日菜单`; with the name where the users' lifeline stands for several. */
function tellAct({ from, verb, summary, input }: ActEntry, isNamed: boolean): string {
  const name = summary.startsWith(from) ? /^:? +/.exec(summary.slice(from.length))?.[0] : undefined
  const said = name === undefined ? summary : summary.slice(from.length + name.length)
  // An act that has no sentence for itself is told as it was written.
  const isRaw = summary === input || summary === JSON.stringify(input)
  const did = isRaw ? `${verb} ${said}` : said || verb
  return oneLine(isNamed ? `${from}: ${did}` : did)
}

function arrow(at: number, from: number, to: number, label: string, tone: Tone, more: Partial<Arrow> = {}): Arrow {
  return { kind: 'arrow', at, from, to, label, tone, isAnswer: false, isCut: false, ...more }
}

function tellAttempt({ at, number, cause, ended, late }: AttemptEntry, on: number, bot: number, bySeq: Known): Row[] {
  const push = cause === undefined ? undefined : bySeq.get(cause)
  const what = push?.kind === 'push' ? push.what : 'push'
  const ids = push?.kind === 'push' ? Object.entries(push.ids).map((pair) => pair.join(' ')) : []
  const hint = ids.length === 0 ? {} : { hint: oneLine(ids.join('  ')) }
  const rows: Row[] = [arrow(at, on, bot, number === 1 ? what : `${what} · delivery ${number}`, 'plain', hint)]
  if (ended !== undefined) {
    const isGood = isWelcome(ended.outcome, what)
    const { chunks } = ended
    const span = (chunks.at(-1)?.at ?? 0) - (chunks[0]?.at ?? 0)
    const how = [
      ended.outcome,
      ended.reason,
      chunks.length > 1 && span > 0 ? `${chunks.length} pieces in ${formatDuration(span)}` : undefined,
    ].filter((part) => part !== undefined)
    const took = ended.at - at < SHORT_CALL ? '' : ` after ${formatDuration(ended.at - at)}`
    const label = oneLine(`${how.join(': ')}${took}`)
    const isCut = !isGood && ended.status === undefined
    rows.push(arrow(ended.at, bot, on, label, isGood ? 'good' : 'bad', { isAnswer: true, isCut }))
  }
  if (late !== undefined) {
    const label = oneLine(`too late, nobody reads it: ${late.body}`)
    rows.push(arrow(late.at, bot, on, label, 'late', { isAnswer: true, isCut: true }))
  }
  return rows
}

function tellCall({ at, platform, operation, method, url, ended }: CallEntry, bot: number, on: number): Row[] {
  const name = operation.startsWith(`${platform}.`) ? operation.slice(platform.length + 1) : operation
  const asked = (label: string, tone: Tone): Arrow =>
    arrow(at, bot, on, label, tone, { hint: oneLine(`${method} ${url}`) })
  if (ended === undefined) return [asked(`${name} · never answered`, 'bad')]
  const took = ended.at - at
  const isQuick = took < SHORT_CALL
  if (ended.ok && isQuick) return [asked(name, 'plain')]
  const how = ended.ok ? 'answered' : `${ended.code ?? ended.status} ${ended.message ?? ''}`.trim()
  const label = oneLine(`${how}${isQuick ? '' : ` after ${formatDuration(took)}`}`)
  return [
    asked(name, 'plain'),
    arrow(ended.at, on, bot, label, ended.ok ? 'good' : 'bad', { isAnswer: true, isCut: ended.status === 0 }),
  ]
}

/** Jumps with nothing between them are one; short ones are none. */
function joinJumps(rows: readonly Row[]): Row[] {
  const joined: Row[] = []
  for (const row of rows) {
    const before = joined.at(-1)
    if (row.kind === 'jump' && before?.kind === 'jump') {
      joined[joined.length - 1] = { ...row, byMs: before.byMs + row.byMs }
    } else joined.push(row)
  }
  return joined.filter((row) => row.kind !== 'jump' || row.byMs >= SHORTEST_JUMP)
}
