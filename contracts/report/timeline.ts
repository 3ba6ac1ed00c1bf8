import { formatDuration } from '../../emulators/core/duration.ts'
import type { AttemptEntry, JournalEntry, PushEntry } from '../../emulators/core/journal-entries.ts'
import { quote } from '../matching/difference.ts'

/** One line of a report's timeline. */
export interface TimelineLine {
  /** Milliseconds since the beginning. */
  readonly at: number
  readonly who: string
  readonly what: string
  readonly isTrouble: boolean
}

const WELCOME = new Set(['acknowledged', 'answered', 'verified', 'passed', 'dropped', 'later', 'empty'])

/** Whether a delivery ended as its bot's author wants; a forgery has to be refused. */
export const isWelcome = (outcome: string, what: string): boolean =>
  WELCOME.has(outcome) || (outcome === 'refused' && /^(forged|probe) /.test(what))

/** What happened, as a person tells it: messages, deliveries, calls, jumps of the clock. */
export function tellTimeline(entries: readonly JournalEntry[]): TimelineLine[] {
  const start = entries[0]?.at ?? 0
  const lines: TimelineLine[] = []
  const tell = (at: number, who: string, what: string, isTrouble = false): void => {
    lines.push({ at: at - start, who, what, isTrouble })
  }
  const pushes = new Map(entries.flatMap((entry) => (entry.kind === 'push' ? [[entry.seq, entry] as const] : [])))
  for (const entry of entries) {
    if (entry.kind === 'attempt') tellAttempt(entry, pushes.get(entry.cause ?? 0), tell)
    else tellEntry(entry, tell)
  }
  // Ends are told when they happened, which may be long after their beginning.
  return lines.sort((a, b) => a.at - b.at)
}

type Tell = (at: number, who: string, what: string, isTrouble?: boolean) => void

function tellAttempt({ at, number, ended, late }: AttemptEntry, push: PushEntry | undefined, tell: Tell): void {
  const name = push === undefined ? `delivery ${number}` : `delivery ${number} (${push.what})`
  const ids = Object.entries(number === 1 ? (push?.ids ?? {}) : {}).map((pair) => `   ${pair.join(' ')}`)
  tell(at, 'push', `${name} to the bot${ids.join('')}`)
  if (ended !== undefined) {
    const trouble = !isWelcome(ended.outcome, push?.what ?? '')
    const because = ended.reason === undefined ? '' : `: ${ended.reason}`
    tell(ended.at, trouble ? '✗' : 'bot', `${name} ${ended.outcome}${because}`, trouble)
  }
  if (late !== undefined)
    tell(late.at, '✗', `an answer to ${name} came too late, nobody read it: ${quote(late.body)}`, true)
}

function tellEntry(entry: Exclude<JournalEntry, AttemptEntry>, tell: Tell): void {
  switch (entry.kind) {
    case 'act': {
      const who = entry.from === '' ? entry.platform : entry.from
      const summary = entry.summary.startsWith(`${who}: `) ? entry.summary.slice(who.length + 2) : entry.summary
      tell(entry.at, who, showControls(entry.verb === 'send' ? summary : `${entry.verb}  ${summary}`))
      break
    }
    case 'call': {
      const { ended } = entry
      tell(entry.at, 'bot', `calls ${entry.operation}`)
      if (ended === undefined) break
      const took = ended.at - entry.at
      const after = took < 50 ? '' : ` after ${formatDuration(took)}`
      if (!ended.ok)
        tell(
          ended.at,
          '✗',
          `${entry.operation} refused${after}: ${ended.code ?? ended.status} ${ended.message ?? ''}`.trimEnd(),
          true,
        )
      else if (after !== '') tell(ended.at, entry.platform, `${entry.operation} answered${after}`)
      break
    }
    case 'message': {
      const { who, kind, via, text } = entry.line
      if (who === 'user') break
      const teller = who === 'platform' ? kind : who
      tell(entry.at, teller, `${via === teller ? '' : `${via}  `}${quote(text)}`, kind === 'notice')
      break
    }
    case 'remark':
      tell(entry.at, entry.severity, entry.what.en, entry.severity === 'broken')
      break
    case 'fault':
      tell(entry.at, 'fault', `${entry.operation}: ${entry.summary}`)
      break
    case 'bot':
      tell(entry.at, 'stage', entry.what)
      break
    case 'clock':
      if (entry.to - entry.from >= 60_000) tell(entry.to, 'clock', `jumped ${formatDuration(entry.to - entry.from)}`)
      break
    case 'push':
      break
  }
}

/** One line stays one line, and a terminal is not controlled by what a user typed. */
const showControls = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are the characters to be shown
  text.replaceAll(/[\u0000-\u001F\u007F]/g, (character) => JSON.stringify(character).slice(1, -1))

/** `08:00:05.002` — time since the beginning, hours and up. */
export function formatOffset(ms: number): string {
  const part = (value: number, width: number): string => String(Math.floor(value)).padStart(width, '0')
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`
}
