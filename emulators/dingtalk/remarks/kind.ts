import type { Bilingual, Severity } from '../../core/journal-entries.ts'

/** A sort of remark this platform can make. What exactly happened is said where it happens. */
export interface RemarkKind {
  readonly severity: Severity
  readonly mend: Bilingual
  /** The public page. */
  readonly source: string
  /** Made once in a rehearsal, however often it happens. */
  readonly once?: true
}
