import { TABLES, type Table } from '../../contracts/explaining/tables.ts'
import { nearestWord } from '../../contracts/yaml/nearest.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { loadPlatforms } from '../../emulators/index.ts'

/** What a terminal has room for; the rest is there with --json. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  rules: ['id', 'kind', 'severity', 'title'],
  operations: ['id', 'route', 'certainty', 'summary'],
  rows: ['id', 'certainty', 'subject', 'leftOut'],
  scenarios: ['file', 'variants', 'needs', 'name'],
}

/**
 * `caipai list`: rules and remarks, operations, requirement rows, or the library's scenarios.
 *
 * @throws CaipaiError `LIST_UNKNOWN`, `PLATFORM_UNKNOWN`
 */
export async function list(
  what: string,
  options: { readonly platform?: string[]; readonly json?: boolean },
): Promise<void> {
  const make = Object.hasOwn(TABLES, what) ? TABLES[what] : undefined
  if (make === undefined) {
    const kinds = Object.keys(TABLES)
    const near = nearestWord(what, kinds)
    throw new CaipaiError(`there is no list of ${JSON.stringify(what)}`, {
      code: 'LIST_UNKNOWN',
      fix: near === undefined ? `Use one of: ${kinds.join(', ')}` : `Did you mean ${near}?`,
    })
  }
  const infosOf = async (ids?: readonly string[]): Promise<PlatformInfo[]> =>
    (await loadPlatforms(ids)).map((module) => module.info)
  const table = make(await infosOf(options.platform), await infosOf())
  process.stdout.write(
    options.json === true ? `${JSON.stringify(table, null, 2)}\n` : format(table, COLUMNS[what] ?? []),
  )
}

/** Columns of equal width; the last one runs on. */
function format(table: Table, columns: readonly string[]): string {
  const cell = (value: string | readonly string[] | undefined): string =>
    typeof value === 'string' ? value : (value ?? []).join(', ')
  const lines = table.map((row) => columns.map((column) => cell(row[column])))
  const widths = columns.map((_name, at) => Math.max(0, ...lines.map((line) => line[at]?.length ?? 0)))
  return lines
    .map(
      (line) =>
        `${line
          .map((text, at) => (at === line.length - 1 ? text : text.padEnd(widths[at] ?? 0)))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
