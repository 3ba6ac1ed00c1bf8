import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { readRows } from '../requirement-rows.ts'
import { readFieldFailures } from '../rules/field-failures.ts'

/** One line about each id that may stand under `covers` of a rule: requirement rows, and failures with one of their reports. */
export function readCoverLines(infos: readonly PlatformInfo[]): Map<string, string> {
  return new Map([
    ...infos.flatMap(({ id }) => readRows(id)).map(({ id, subject }) => [id, subject] as const),
    ...readFieldFailures().map(({ id, title, report }) => [id, `${title}  ${report}`] as const),
  ])
}
