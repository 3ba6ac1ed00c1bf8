import type { z } from 'zod'
import type { YamlDocument } from './document.ts'
import { legalKeys } from './legal-keys.ts'
import { nearestWord } from './nearest.ts'
import { formatPath, type YamlProblem } from './problem.ts'

type Issue = z.core.$ZodIssue

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'null',
  undefined: 'nothing',
}

/** Turns what zod found into problems a writer of YAML understands, each at its place in the file. */
export function explainIssues(issues: readonly Issue[], document: YamlDocument, schema: z.ZodType): YamlProblem[] {
  return issues.flatMap((issue) => explain(issue, [], document, schema))
}

function explain(
  issue: Issue,
  above: readonly PropertyKey[],
  document: YamlDocument,
  schema: z.ZodType,
): YamlProblem[] {
  const path = [...above, ...issue.path]
  const problem = (message: string, fix?: string): YamlProblem[] => [
    { file: document.file, ...document.positionOf(path), path: formatPath(path), message, fix },
  ]
  const got = valueAt(document.value, path)

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const legal = legalKeys(schema, path)
        const near = nearestWord(key, legal)
        return {
          file: document.file,
          ...document.positionOfKey(path, key),
          path: formatPath(path),
          message: `unknown key ${JSON.stringify(key)}`,
          fix: near === undefined ? `Use one of: ${legal.join(', ')}` : `Did you mean ${JSON.stringify(near)}?`,
        }
      })
    case 'invalid_value': {
      const legal = issue.values.map(String)
      const near = typeof got === 'string' ? nearestWord(got, legal) : undefined
      const expected = `expected ${legal.length === 1 ? '' : 'one of '}${legal.join(', ')}; got ${show(got)}`
      return problem(expected, near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`)
    }
    case 'invalid_type':
      if (got === undefined)
        return problem(
          `${formatPath([issue.path.at(-1) ?? 'the value'])} is missing; expected ${nameOf(issue.expected)}`,
        )
      return problem(`expected ${nameOf(issue.expected)}; got ${show(got)}`, quoteHint(issue.expected, got))
    case 'invalid_union':
      return explainUnion(issue.errors, path, document, schema, problem)
    default:
      return problem(issue.message)
  }
}

/** Speaks about the branch that fits best: one whose own type fits the value, with the fewest problems inside. */
function explainUnion(
  branches: readonly (readonly Issue[])[],
  path: readonly PropertyKey[],
  document: YamlDocument,
  schema: z.ZodType,
  problem: (message: string) => YamlProblem[],
): YamlProblem[] {
  const isAboutTheValueItself = (issue: Issue): boolean => issue.path.length === 0 && issue.code === 'invalid_type'
  const inside = branches.filter((issues) => !issues.some(isAboutTheValueItself))
  const best = inside.sort((a, b) => a.length - b.length)[0]
  if (best !== undefined) return best.flatMap((issue) => explain(issue, path, document, schema))
  const names = branches.flatMap((issues) =>
    issues.flatMap((issue) => (issue.code === 'invalid_type' ? [nameOf(issue.expected)] : [])),
  )
  const got = valueAt(document.value, path)
  if (got === undefined)
    return problem(
      `${formatPath([path.at(-1) ?? 'the value'])} is missing; expected ${[...new Set(names)].join(' or ')}`,
    )
  return problem(`expected ${[...new Set(names)].join(' or ')}; got ${show(got)}`)
}

const nameOf = (type: string): string => TYPE_NAMES[type] ?? type

/** YAML reads `1.0`, `yes` or `2024-01-01` in ways their writers do not expect. */
function quoteHint(expected: string, got: unknown): string | undefined {
  const plain = typeof got === 'number' || typeof got === 'boolean'
  return expected === 'string' && plain ? `Put it in quotes: "${String(got)}"` : undefined
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'a mapping'
  return String(value)
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
}
