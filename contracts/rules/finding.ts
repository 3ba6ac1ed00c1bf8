import type { Bilingual, RemarkEntry, Severity } from '../../emulators/core/journal-entries.ts'
import type { PlatformInfo, RemarkInfo } from '../../emulators/core/platform.ts'
import type { Hearing } from './hearing.ts'
import { rules, rulesFor } from './index.ts'
import { platformOf, type Rule, type Violation } from './rule.ts'

/** What was found about a bot: what happened, why it matters, what to change. */
export interface Finding {
  /** Stable: `wechat/answers-in-time`. */
  readonly id: string
  readonly severity: Severity
  /** What happened, the first time. */
  readonly what: Bilingual
  /** Why the platform behaves so, where that is not evident. */
  readonly why: Bilingual | undefined
  readonly mend: Bilingual
  /** The platform's public page. */
  readonly source: string | undefined
  /** The journal entry that shows it first. */
  readonly cause: number | undefined
  /** The simulated user it concerned first. */
  readonly user: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
  /** How often it was found in this rehearsal. */
  readonly times: number
}

/** From the worst to the mildest. */
export const SEVERITIES: readonly Severity[] = ['broken', 'risky', 'hint']

/**
 * All that a rehearsal shows about the bot: what the platforms remarked while they worked, and what the rules see in the
 * journal. One finding for each id, the worst first.
 */
export function collectFindings(hearing: Hearing, infos: readonly PlatformInfo[]): Finding[] {
  const found = new Map<string, Finding>()
  const add = (finding: Finding): void => {
    const earlier = found.get(finding.id)
    found.set(finding.id, earlier === undefined ? finding : { ...earlier, times: earlier.times + 1 })
  }
  for (const entry of hearing.entries) if (entry.kind === 'remark') add(readRemark(entry, infos))
  for (const rule of rulesFor(hearing.platforms)) {
    for (const violation of rule.check(hearing)) add(readViolation(rule, violation))
  }
  for (const implied of [...found.keys()].flatMap((id) => impliedBy(id, infos))) found.delete(implied)
  return [...found.values()].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
}

function readRemark(entry: RemarkEntry, infos: readonly PlatformInfo[]): Finding {
  const { code: id, severity, what, mend, source, cause, user, details } = entry
  return { id, severity, what, why: declaredRemark(id, infos)?.why, mend, source, cause, user, details, times: 1 }
}

const declaredRemark = (id: string, infos: readonly PlatformInfo[]): RemarkInfo | undefined => {
  const platform = platformOf(id)
  return infos.find((info) => info.id === platform)?.remarks?.[id.slice(platform.length + 1)]
}

const impliedBy = (id: string, infos: readonly PlatformInfo[]): readonly string[] =>
  (rules.find((rule) => rule.id === id) ?? declaredRemark(id, infos))?.implies ?? []

function readViolation(rule: Rule, { what, cause, user, details }: Violation): Finding {
  const { id, severity, why, mend, source } = rule
  return { id, severity, what, why, mend, source, cause, user, details, times: 1 }
}

/** The findings that fail a rehearsal: at least as bad as `failOn`, and not allowed by id. */
export function failingFindings(
  findings: readonly Finding[],
  allowed: readonly string[],
  failOn: Severity = 'broken',
): Finding[] {
  const limit = SEVERITIES.indexOf(failOn)
  return findings.filter(({ id, severity }) => SEVERITIES.indexOf(severity) <= limit && !allowed.includes(id))
}
