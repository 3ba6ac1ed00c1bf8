import { formatDuration } from '../../emulators/core/duration.ts'
import type { JournalEntry, Severity } from '../../emulators/core/journal-entries.ts'
import type { Finding } from '../rules/finding.ts'
import type { Rehearsal } from '../stage.ts'
import { jumpedOver } from '../suite/second-look.ts'
import { formatOffset, tellTimeline } from './timeline.ts'

const MOST_LINES = 60

/** Marks up a text; the plain one changes nothing. */
export interface Paint {
  good(text: string): string
  bad(text: string): string
  dim(text: string): string
  bold(text: string): string
}

const same = (text: string): string => text
export const PLAIN: Paint = { good: same, bad: same, dim: same, bold: same }

/** `15.0 s of platform time in 0.31 s` */
export function formatSpan({ platformMs, realMs }: Pick<Rehearsal, 'platformMs' | 'realMs'>): string {
  return `${formatDuration(platformMs)} of platform time in ${(realMs / 1000).toFixed(2)} s`
}

/** Longer lines of a bot's log are access logs and dumps; their beginning says enough. */
const MOST_LOG_CHARACTERS = 200

/** A failed rehearsal in its parts, for who tells many of them. */
export interface FailureParts {
  /** What happened, what was expected, what came instead. */
  readonly story: string
  /** What the bot must never do, and did; then what may be behind it. */
  readonly findings: readonly { readonly id: string; readonly severity: Severity; readonly text: string }[]
  /** The bot's last lines; empty when it wrote none. */
  readonly log: string
}

/** The whole text of a failed rehearsal: what happened, what was expected, what came instead, what to change. */
export function describeFailure(rehearsal: Rehearsal, paint: Paint = PLAIN): string {
  const { story, findings, log } = tellFailure(rehearsal, paint)
  return [story, ...findings.map(({ text }) => text), log].filter((part) => part !== '').join('\n\n')
}

/** {@link describeFailure} in parts. */
export function tellFailure(rehearsal: Rehearsal, paint: Paint = PLAIN): FailureParts {
  const { failure, findings, failing, bot } = rehearsal
  const parts = [timeline(rehearsal, paint)]
  if (failure !== undefined) {
    const { file } = rehearsal.scenario
    const place =
      failure.step === undefined ? '' : `   ${file}:${failure.step.position.line}:${failure.step.position.column}`
    const { about } = rehearsal.scenario
    const why = about === undefined ? '' : `\n${paint.dim(`about     ${about}`)}`
    parts.push(`expected  ${failure.expected}${paint.dim(place)}\ngot       ${paint.bad(failure.got)}${why}`)
  }
  if (rehearsal.died === undefined) parts.push(jumpHint(rehearsal.entries, paint))
  parts.push(vendorHint(rehearsal.vendorHosts, paint))
  // What is merely risky does not fail a rehearsal, but it is often what made it fail.
  const behind = findings.filter((finding) => finding.severity === 'risky' && !failing.includes(finding))
  const shorten = (line: string): string =>
    line.length <= MOST_LOG_CHARACTERS ? line : `${line.slice(0, MOST_LOG_CHARACTERS)}…`
  return {
    story: parts.filter((part) => part !== '').join('\n\n'),
    findings: [...failing, ...behind].map((finding) => {
      const { id, severity } = finding
      return { id, severity, text: describeFinding(finding, paint) }
    }),
    log:
      bot.length === 0
        ? ''
        : `${paint.dim('the bot’s last lines')}\n${bot.map((line) => `  ${shorten(line)}`).join('\n')}`,
  }
}

/**
 * A bot that is silent looks the same whether it waits or works. When time jumped over a delivery that then timed out, its
 * author has to know, so that a bot that is merely thinking is not blamed.
 */
function jumpHint(entries: readonly JournalEntry[], paint: Paint): string {
  if (jumpedOver(entries) === 0) return ''
  return paint.dim(
    'hint  the bot was silent, so time jumped to the end of the delivery. If it was working all that while, or waits on a timer of its own,\n      give it more real time: clock: { patience: 6s } (or settle, while it waits for the model) in the config.',
  )
}

/** The most frequent slip of a first rehearsal: the bot has the vendor's address compiled in. */
function vendorHint(hosts: readonly string[], paint: Paint): string {
  if (hosts.length === 0) return ''
  return paint.dim(
    `hint  the bot’s log names ${hosts.join(', ')}: it may be calling the vendor itself, where nothing of this conversation is known.\n      Let it take the base URL from its environment, as {wechat.baseUrl}, {dingtalk.baseUrl} and their like in bot.env.`,
  )
}

function timeline(rehearsal: Rehearsal, paint: Paint): string {
  const told = tellTimeline(rehearsal.entries)
  const width = Math.min(16, Math.max(6, ...told.map((line) => line.who.length)))
  const text = told.slice(-MOST_LINES).map((line) => {
    const row = `${formatOffset(line.at)}  ${line.who.padEnd(width)}  ${line.what}`
    return line.isTrouble ? paint.bad(row) : row
  })
  const left = told.length - text.length
  return [...(left > 0 ? [paint.dim(`… ${left} earlier lines`)] : []), ...text].join('\n')
}

/** A finding: what happened, why that matters, what to change, where to read more. */
export function describeFinding(finding: Finding, paint: Paint = PLAIN): string {
  const times = finding.times === 1 ? '' : `  (${finding.times} times)`
  return [
    `${paint.bold(finding.id)}  ${finding.severity}${times}`,
    `  what  ${finding.what.en}`,
    `        ${finding.what.zh}`,
    ...(finding.why === undefined ? [] : [`  why   ${finding.why.en}`, `        ${finding.why.zh}`]),
    `  mend  ${finding.mend.en}`,
    `        ${finding.mend.zh}`,
    `  see   ${paint.dim([finding.source, `caipai explain ${finding.id}`].filter(Boolean).join('      '))}`,
  ].join('\n')
}
