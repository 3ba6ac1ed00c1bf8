import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { packageFolder } from '../package-folder.ts'

/** A kind of failure people have met in production, with one of their public reports. */
export interface FieldFailure {
  /** `WX-01` */
  readonly id: string
  readonly title: string
  readonly report: string
}

const failuresFile = z.record(
  z.string().regex(/^(?:WX|DT|LC|RC|AL|X)-\d\d$/),
  z.strictObject({ title: z.string().min(1), report: z.url() }),
)

/** Reads the kinds of failures that rules name under `covers`. */
export function readFieldFailures(): FieldFailure[] {
  const file = join(packageFolder(), 'docs', 'reference', 'rows', 'field-failures.yaml')
  const read = failuresFile.parse(parse(readFileSync(file, 'utf8'), { stringKeys: true }))
  return Object.entries(read).map(([id, { title, report }]) => ({ id, title, report }))
}
