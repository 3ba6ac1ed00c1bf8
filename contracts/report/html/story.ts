import type { Bilingual, JournalEntry, Severity } from '../../../emulators/core/journal-entries.ts'
import type { Redactor } from '../../../emulators/core/redact.ts'
import type { Finding } from '../../rules/finding.ts'
import type { Rehearsal } from '../../stage.ts'
import { tellChats, type Chat } from './chats.ts'
import { tellExchange, type Exchange } from './exchange.ts'

/** A finding as the page shows it. */
export interface StoryFinding {
  readonly id: string
  readonly severity: Severity
  readonly what: Bilingual
  readonly why?: Bilingual
  readonly mend: Bilingual
  readonly source?: string
  readonly times: number
  /** Whether it fails the rehearsal. */
  readonly fails: boolean
}

/** What was expected and what came, and where that stands: `wechat/slow-model.yaml:9:5`. */
export interface StoryFailure {
  readonly expected: string
  readonly got: string
  readonly place?: string
}

/** One rehearsal as plain, bounded data without secrets, so that it can travel from a worker to a reporter. */
export interface Story {
  readonly file: string
  readonly line: number
  readonly name: string
  readonly variant: string
  readonly about?: string
  readonly rows: readonly string[]
  /** ms of the world's time and of real time. */
  readonly platformMs: number
  readonly realMs: number
  readonly failure?: StoryFailure
  readonly findings: readonly StoryFinding[]
  readonly chats: readonly Chat[]
  readonly exchange: Exchange
  /** The bot's last lines. */
  readonly log: readonly string[]
}

const MOST_FINDINGS = 30
const MOST_TEXT = 4000

const cut = (text: string): string => (text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)} …`)

/** Tells a rehearsal for the page. */
export function tellStory(rehearsal: Rehearsal, redact: Redactor): Story {
  const { scenario, failure, findings, failing, platformMs, realMs, bot } = rehearsal
  // Masked before anything is cut: what is left of half a secret would not be recognised.
  const entries = redact.value(rehearsal.entries) as readonly JournalEntry[]
  const bounded = (text: string): string => cut(redact.text(text))
  const { file, line, name, variant, about, rows } = scenario
  const position = failure?.step?.position
  const story: Story = {
    file,
    line,
    name,
    variant,
    ...(about === undefined ? {} : { about }),
    rows,
    platformMs,
    realMs,
    ...(failure === undefined
      ? {}
      : {
          failure: {
            expected: bounded(failure.expected),
            got: bounded(failure.got),
            ...(position === undefined ? {} : { place: `${file}:${position.line}:${position.column}` }),
          },
        }),
    findings: findings.slice(0, MOST_FINDINGS).map((finding) => tellFinding(finding, failing.includes(finding))),
    chats: tellChats(entries),
    exchange: tellExchange(entries),
    log: bot.map(bounded),
  }
  return redact.value(story) as Story
}

function tellFinding(finding: Finding, fails: boolean): StoryFinding {
  const { id, severity, what, why, mend, source, times } = finding
  return {
    id,
    severity,
    what,
    ...(why === undefined ? {} : { why }),
    mend,
    ...(source === undefined ? {} : { source }),
    times,
    fails,
  }
}
