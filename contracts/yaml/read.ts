import type { z } from 'zod'
import { parseYaml, type YamlDocument } from './document.ts'
import { explainIssues } from './explain-issue.ts'
import { sortProblems, yamlError, type YamlProblem } from './problem.ts'

/** A file that has been read: its value, and the place of everything in it. */
export interface ReadFile<T> {
  readonly value: T
  readonly document: YamlDocument
}

/** Reads YAML with a schema. Gives every problem of the file, sorted by position, or the value. */
export function checkYaml<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
): ReadFile<z.output<S>> | YamlProblem[] {
  const document = parseYaml(text, file)
  if (Array.isArray(document)) return sortProblems(document)
  const read = schema.safeParse(document.value ?? {})
  const misfits = read.success ? [] : explainIssues(read.error.issues, document, schema)
  if (read.success && document.problems.length === 0) return { value: read.data, document }
  return sortProblems([...document.problems, ...misfits])
}

/**
 * As {@link checkYaml}.
 *
 * @throws CaipaiError `YAML_INVALID` that lists every problem with file, line and column
 */
export function readYaml<S extends z.ZodType>(text: string, file: string, schema: S): ReadFile<z.output<S>> {
  const result = checkYaml(text, file, schema)
  if (Array.isArray(result)) throw yamlError(result)
  return result
}
