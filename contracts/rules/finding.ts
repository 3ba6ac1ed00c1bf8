import type { Bilingual, JournalEntry, Severity } from '../../emulators/core/journal-entries.ts'

/** What a rule has found: what happened, why it matters, what to change. */
export interface Finding {
  /** Stable: `wechat/answers-in-time`. */
  readonly id: string
  readonly severity: Severity
  readonly what: Bilingual
  readonly mend: Bilingual
  /** The platform's public page. */
  readonly source: string | undefined
  /** How often it was found in this rehearsal. */
  readonly times: number
}

/** Turns what the platforms remarked into findings, one for each id, the worst first. */
export function collectFindings(entries: readonly JournalEntry[]): Finding[] {
  const found = new Map<string, Finding>()
  for (const entry of entries) {
    if (entry.kind !== 'remark') continue
    const earlier = found.get(entry.code)
    const { code: id, severity, what, mend, source } = entry
    found.set(
      id,
      earlier === undefined ? { id, severity, what, mend, source, times: 1 } : { ...earlier, times: earlier.times + 1 },
    )
  }
  const order: readonly Severity[] = ['broken', 'risky', 'hint']
  return [...found.values()].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
}

/** The findings that fail a rehearsal: broken, and not allowed by id. */
export function failingFindings(findings: readonly Finding[], allowed: readonly string[]): Finding[] {
  return findings.filter((finding) => finding.severity === 'broken' && !allowed.includes(finding.id))
}
