import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { readRows } from '../requirement-rows.ts'
import { findLibrary } from '../scenario/find.ts'
import { loadScenario } from '../scenario/load.ts'
import { listFindings } from './topics.ts'

/** A table as programs read it: one record a line, the same keys in all. */
export type Table = readonly Readonly<Record<string, string | readonly string[]>>[]

/** What can be listed, with how. */
export const TABLES: Readonly<
  Record<string, (infos: readonly PlatformInfo[], known: readonly PlatformInfo[]) => Table>
> = {
  rules: (infos) =>
    listFindings(infos).map(({ id, kind, severity, covers, title }) => ({
      id,
      kind,
      severity,
      covers,
      title: title.en,
    })),

  operations: (infos) =>
    infos.flatMap(({ operations }) =>
      operations.map(({ id, method, path, certainty, rows, source, summary }) => ({
        id,
        route: `${method === '*' ? 'any' : method} ${path}`,
        certainty,
        rows,
        source,
        summary,
      })),
    ),

  rows: (infos) =>
    infos.flatMap(({ id: platform }) =>
      readRows(platform).map(({ id, certainty, source, subject, leftOut = '' }) => ({
        id,
        platform,
        certainty,
        source,
        subject,
        leftOut,
      })),
    ),

  // A scenario may set up more platforms than the one it is filed under.
  scenarios: (infos, known) =>
    findLibrary(infos.map(({ id }) => id)).flatMap(({ path, shownAs }) => {
      const variants = loadScenario(path, shownAs, known)
      return variants.slice(0, 1).map(({ file, needs, rows, tags, name }) => ({
        file,
        variants: String(variants.length),
        needs,
        rows,
        tags,
        name,
      }))
    }),
}
