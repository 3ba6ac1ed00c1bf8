import { readFileSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'

/** A file that a step names and that cannot be sent. */
export interface FileProblem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** Larger than any platform takes. */
const MOST_FILE_BYTES = 32 * 1024 * 1024

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Puts the bytes of files beside a scenario into an act's input: `{ name: cat.jpg, file: media/ab12.jpg }` becomes
 * `{ name: cat.jpg, base64: … }`. Files have to lie in the scenario's folder or below.
 */
export function readFilesBeside(
  input: unknown,
  folder: string,
  path: readonly PropertyKey[],
  problems: FileProblem[],
): unknown {
  if (Array.isArray(input)) return input.map((inner, at) => readFilesBeside(inner, folder, [...path, at], problems))
  if (!isRecord(input)) return input
  const { file, ...rest } = input
  if (typeof file === 'string' && typeof rest['name'] === 'string') {
    const bytes = readInside(folder, file)
    if (Buffer.isBuffer(bytes)) return { ...rest, base64: bytes.toString('base64') }
    problems.push({ path: [...path, 'file'], message: bytes })
    return input
  }
  return Object.fromEntries(
    Object.entries(input).map(([key, inner]) => [key, readFilesBeside(inner, folder, [...path, key], problems)]),
  )
}

/** The bytes of a file, or why it cannot be sent. */
function readInside(folder: string, name: string): Buffer | string {
  const path = resolve(folder, name)
  if (relative(folder, path).split(sep)[0] === '..') return `${name} lies outside the folder of this file`
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile() !== true) return `there is no file ${name} beside this file`
  if (found.size > MOST_FILE_BYTES) return `${name} is larger than 32 MB`
  return readFileSync(path)
}
