import type { Bilingual, Severity } from '../../emulators/core/journal-entries.ts'
import type { Hearing } from './hearing.ts'

/** One occurrence of what a rule forbids. */
export interface Violation {
  /** What happened here, with what people look for in their logs: delivery number, times, bytes, ids. */
  readonly what: Bilingual
  /** The journal entry that shows it. */
  readonly cause: number
  /** The simulated user it concerns. */
  readonly user?: string | undefined
  /** What programs may want to know. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Something a bot must do, checked on every rehearsal whatever the scenario expects. */
export interface Rule {
  /** Stable: `wechat/answers-in-time`. What comes before the slash is the platform, or `across`. */
  readonly id: string
  readonly severity: Severity
  /** What a sound bot does. */
  readonly title: Bilingual
  /** Why the platform behaves so. */
  readonly why: Bilingual
  /** What to change. */
  readonly mend: Bilingual
  /** The platform's public document. */
  readonly source: string
  /** Rows of the requirement tables, `W-15`, and kinds of failures seen in the field, `WX-01`. */
  readonly covers?: readonly string[]
  /** Findings that only follow from this one, by id; they are not told beside it. */
  readonly implies?: readonly string[]
  /**
   * Everything in a rehearsal that breaks the rule, in order. Never blames the bot for what was done to it: injected faults,
   * restarts, lost answers, forged pushes, deliveries still in flight at the end.
   */
  readonly check: (hearing: Hearing) => Iterable<Violation>
}

/** Declares a rule. */
export function defineRule(rule: Rule): Rule {
  if (!/^[a-z-]+\/[a-z0-9-]+$/.test(rule.id))
    throw new RangeError(`${rule.id} is no id of a rule: wechat/answers-in-time`)
  return rule
}

/** The platform a rule or remark belongs to, or `across`. */
export const platformOf = (id: string): string => id.slice(0, id.indexOf('/'))
