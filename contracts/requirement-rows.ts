import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Certainty } from '../emulators/core/operation.ts'
import { packageFolder } from './package-folder.ts'

const certainties = ['official', 'sdk', 'field', 'assumed'] as const satisfies readonly Certainty[]

const rowId = z.string().regex(/^[A-Z]-\d\d$/)

const rowsFile = z.strictObject({
  sources: z.record(z.string(), z.url()),
  rows: z.record(
    rowId,
    z.strictObject({
      certainty: z.array(z.enum(certainties)).nonempty(),
      source: z.string(),
      subject: z.string().min(1),
    }),
  ),
  leftOut: z.record(rowId, z.string().min(1)).optional(),
})

/** One requirement of a platform. */
export interface RequirementRow {
  /** `W-15` */
  readonly id: string
  /** What caipai does, one line. */
  readonly subject: string
  /** How sure its facts are, the surest first; several when they differ in parts. */
  readonly certainty: readonly Certainty[]
  /** The public page about the matter; where a fact is assumed, the page that leaves it open. */
  readonly source: string
  /** Why caipai does not do it; undefined when it does. */
  readonly leftOut?: string
}

/**
 * Reads the requirements of a platform from docs/reference/rows; none when there is no such file. A file that
 * contradicts itself is an exception.
 */
export function readRows(platform: string): RequirementRow[] {
  const file = join(packageFolder(), 'docs', 'reference', 'rows', `${platform}.yaml`)
  if (!existsSync(file)) return []
  const { sources, rows, leftOut = {} } = rowsFile.parse(parse(readFileSync(file, 'utf8'), { stringKeys: true }))
  const stranger = Object.keys(leftOut).find((id) => rows[id] === undefined)
  if (stranger !== undefined) throw new Error(`${platform}.yaml leaves out ${stranger}, which is no row of it`)
  return Object.entries(rows).map(([id, { certainty, source, subject }]) => {
    const page = sources[source]
    if (page === undefined) throw new Error(`${platform}.yaml: ${id} names the source ${source}, which is not listed`)
    const reason = leftOut[id]
    return { id, subject, certainty, source: page, ...(reason === undefined ? {} : { leftOut: reason }) }
  })
}
