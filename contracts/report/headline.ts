import type { Rehearsal } from '../stage.ts'

/** Where in a scenario file something went wrong, for tools that show it beside the line. */
export interface Place {
  /** The whole path. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The step a failed rehearsal failed at; the scenario's name when no step is to blame. */
export function placeOf({ scenario, failure }: Rehearsal): Place {
  const { line, column } = failure?.step?.position ?? { line: scenario.line, column: 1 }
  return { file: scenario.path, line, column }
}

/** What went wrong in one line, for lists of failures: what came instead, or what the bot must never do. */
export function headlineOf({ failure, failing }: Rehearsal): string {
  if (failure !== undefined) return `expected ${failure.expected}; got ${failure.got}`.replaceAll(/\s*\n\s*/g, ' ')
  return failing.map(({ id, what }) => `${id}: ${what.en}`).join('; ')
}
