import { formatDuration } from '../../emulators/core/duration.ts'
import type { JournalEntry } from '../../emulators/core/journal-entries.ts'
import { quote } from '../matching/difference.ts'

/** One line of a report's timeline. */
export interface TimelineLine {
  /** Milliseconds since the beginning. */
  readonly at: number
  readonly who: string
  readonly what: string
  readonly isTrouble: boolean
}

const OK_OUTCOMES = new Set(['acknowledged', 'answered', 'verified', 'refused', 'empty'])

/** What happened, as a person tells it: messages, deliveries, calls, jumps of the clock. */
export function tellTimeline(entries: readonly JournalEntry[]): TimelineLine[] {
  const start = entries[0]?.at ?? 0
  const lines: TimelineLine[] = []
  const tell = (at: number, who: string, what: string, isTrouble = false): void => {
    lines.push({ at: at - start, who, what, isTrouble })
  }
  for (const entry of entries) tellEntry(entry, tell)
  // Ends are told when they happened, which may be long after their beginning.
  return lines.sort((a, b) => a.at - b.at)
}

type Tell = (at: number, who: string, what: string, isTrouble?: boolean) => void

function tellEntry(entry: JournalEntry, tell: Tell): void {
  switch (entry.kind) {
    case 'act': {
      const who = entry.from === '' ? entry.platform : entry.from
      const summary = entry.summary.startsWith(`${who}: `) ? entry.summary.slice(who.length + 2) : entry.summary
      tell(entry.at, who, entry.verb === 'send' ? summary : `${entry.verb}  ${summary}`)
      break
    }
    case 'attempt': {
      tell(entry.at, 'push', `delivery ${entry.number} to the bot`)
      const { ended, late } = entry
      if (ended !== undefined) {
        const trouble = !OK_OUTCOMES.has(ended.outcome)
        const because = ended.reason === undefined ? '' : `: ${ended.reason}`
        tell(ended.at, trouble ? '✗' : 'bot', `delivery ${entry.number} ${ended.outcome}${because}`, trouble)
      }
      if (late !== undefined)
        tell(
          late.at,
          '✗',
          `an answer to delivery ${entry.number} came too late, nobody read it: ${quote(late.body)}`,
          true,
        )
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
    case 'message':
      if (entry.line.who === 'user') break
      tell(
        entry.at,
        entry.line.who === 'platform' ? entry.line.kind : entry.line.who,
        `${entry.line.via}  ${quote(entry.line.text)}`,
        entry.line.kind === 'notice',
      )
      break
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

/** `08:00:05.002` — time since the beginning, hours and up. */
export function formatOffset(ms: number): string {
  const part = (value: number, width: number): string => String(Math.floor(value)).padStart(width, '0')
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`
}
