import type { z } from 'zod'
import type { YamlDocument } from './document.ts'
import { nearestWord } from './nearest.ts'
import { formatPath, type YamlProblem } from './problem.ts'
import { legalKeys, schemasAt, type Schema } from './schema-tree.ts'
import { branchesOf, isOfOtherKind, isRecord, pickBranch, type Branch } from './union-branch.ts'
import { joinOr, nameExpected, nameValues, showValue, wordsOfAuthor } from './words.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** What issues are about: a place in the document and the schema that judged it. */
interface Scope {
  readonly document: YamlDocument
  readonly above: Path
  readonly schema: Schema | undefined
  /** Keys that other forms of the same value have. */
  readonly otherKeys: readonly string[]
}

/** Turns what zod found into problems a writer of YAML understands, each at its place in the file. */
export function explainIssues(issues: readonly Issue[], document: YamlDocument, schema: z.ZodType): YamlProblem[] {
  return explainAll(issues, { document, above: [], schema, otherKeys: [] })
}

function explainAll(issues: readonly Issue[], scope: Scope): YamlProblem[] {
  // A misspelt key is one problem: that the right one is missing, or that the mapping lacks something, only echoes it.
  const misspelt = issues.flatMap((issue) =>
    issue.code !== 'unrecognized_keys'
      ? []
      : issue.keys.flatMap((key) => {
          const near = nearKey(key, issue, scope)
          return near === undefined
            ? []
            : [{ mapping: formatPath(issue.path), meant: formatPath([...issue.path, near]) }]
        }),
  )
  const isEcho = (issue: Issue): boolean => {
    const path = formatPath(issue.path)
    if (issue.code === 'custom') return misspelt.some(({ mapping }) => mapping === path)
    const isMissing = valueAt(scope.document.value, [...scope.above, ...issue.path]) === undefined
    return isMissing && misspelt.some(({ meant }) => meant === path)
  }
  return issues.filter((issue) => !isEcho(issue)).flatMap((issue) => explain(issue, scope))
}

function explain(issue: Issue, scope: Scope): YamlProblem[] {
  const path = [...scope.above, ...issue.path]
  const got = valueAt(scope.document.value, path)
  const words = wordsOfAuthor(issue)
  if (words !== undefined) {
    const isOpen = words.startsWith('expected ') && !words.includes(';') && got !== undefined
    return report(scope.document, path, isOpen ? `${words}; got ${showValue(got)}` : words)
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => explainUnknownKey(key, issue, scope))
    case 'invalid_union':
      return explainUnion(issue, path, got, scope)
    case 'invalid_key': {
      const reason = issue.issues.map((inner) => `expected ${nameExpected(inner)}`).join(', ')
      const key = String(issue.path.at(-1))
      const position = scope.document.positionOfKey(path.slice(0, -1), key)
      return report(scope.document, path, `${JSON.stringify(key)} is no key here: ${reason}`, undefined, position)
    }
    case 'invalid_element':
      return explainAll(issue.issues, { ...scope, above: path, schema: undefined })
    default:
      return explainValue([issue], path, got, scope)
  }
}

/** A value that fits none of the forms it may have; usually there is but one. */
function explainValue(issues: readonly Issue[], path: Path, got: unknown, { document }: Scope): YamlProblem[] {
  const values = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []))
  const others = issues.filter((issue) => issue.code !== 'invalid_value').map(nameExpected)
  const expected = joinOr([...(values.length === 0 ? [] : [nameValues([...new Set(values)])]), ...others])
  if (got === undefined) {
    return report(document, path, `${formatPath([path.at(-1) ?? 'the value'])} is missing; expected ${expected}`)
  }
  const near = typeof got === 'string' ? nearestWord(got, values) : undefined
  const isTextWanted = issues.some((issue) => issue.code === 'invalid_type' && issue.expected === 'string')
  const fix =
    near === undefined ? (isTextWanted ? quoteHint(got, document.sourceOf(path)) : undefined) : didYouMean(near)
  return report(document, path, `expected ${expected}; got ${showValue(got)}`, fix)
}

/** Speaks about the form its writer meant; about the forms there are only when that cannot be told. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, got: unknown, scope: Scope): YamlProblem[] {
  const { document } = scope
  if ('options' in issue && Array.isArray(issue.options)) {
    const tag: Issue = { code: 'invalid_value', values: issue.options as string[], path: issue.path, message: '' }
    return explainValue([tag], path, got, scope)
  }
  const here =
    scope.schema === undefined ? [] : schemasAt(scope.schema, issue.path, valueAt(document.value, scope.above))
  const branches = branchesOf(issue, here, got)
  const inside = branches.filter((branch) => !isOfOtherKind(branch))
  const best = pickBranch(inside, got)
  if (best === undefined) {
    return explainValue(
      branches.flatMap((branch) => branch.issues.filter((one) => one.path.length === 0)),
      path,
      got,
      scope,
    )
  }
  const allKeys = [...new Set(inside.flatMap((branch) => branch.keys))]
  if (isRecord(got) && inside.length > 1 && isUnlike(best, got)) {
    const given = Object.keys(got)
    if (given.length === 0) {
      return report(document, path, `expected a mapping with ${joinOr(allKeys)}; got an empty mapping`)
    }
    return given.map((key) => unknownKey(document, path, key, allKeys, undefined))
  }
  return explainAll(best.issues, { document, above: path, schema: best.schema, otherKeys: allKeys })
}

/** True when a form is told by its keys and the mapping has none of them, not even misspelt. */
function isUnlike({ keys }: Branch, got: Record<string, unknown>): boolean {
  const given = Object.keys(got)
  return keys.length > 0 && !given.some((key) => keys.includes(key) || nearestWord(key, keys) !== undefined)
}

function explainUnknownKey(key: string, issue: Issue, scope: Scope): YamlProblem {
  const { document, otherKeys } = scope
  const path = [...scope.above, ...issue.path]
  const legal = legalAt(issue, scope)
  if (issue.path.length === 0 && otherKeys.includes(key)) {
    const beside = Object.keys(valueAt(document.value, path) as object).filter((one) => legal.includes(one))
    const message = `${JSON.stringify(key)} cannot stand beside ${joinOr(beside.map((one) => JSON.stringify(one)))}`
    const position = document.positionOfKey(path, key)
    return { file: document.file, ...position, path: formatPath(path), message, fix: 'Keep one of them.' }
  }
  return unknownKey(document, path, key, legal, nearKey(key, issue, scope))
}

function unknownKey(
  document: YamlDocument,
  path: Path,
  key: string,
  legal: readonly string[],
  near: string | undefined,
): YamlProblem {
  const fix =
    near !== undefined ? didYouMean(near) : legal.length > 0 ? `Use one of: ${legal.join(', ')}` : 'Leave it out.'
  const message = `unknown key ${JSON.stringify(key)}`
  return { file: document.file, ...document.positionOfKey(path, key), path: formatPath(path), message, fix }
}

function legalAt(issue: Issue, { document, above, schema }: Scope): string[] {
  if (schema === undefined) return []
  const root = valueAt(document.value, above)
  return legalKeys(schemasAt(schema, issue.path, root), valueAt(root, issue.path))
}

/** The legal key a misspelt one stands for; one that the mapping has already is not meant. */
function nearKey(key: string, issue: Issue, scope: Scope): string | undefined {
  const given = valueAt(scope.document.value, [...scope.above, ...issue.path])
  const free = legalAt(issue, scope).filter((legal) => !isRecord(given) || given[legal] === undefined)
  return nearestWord(key, free)
}

/** YAML reads `1.0`, `yes` or `{bot.port}` in ways their writers do not expect. */
function quoteHint(got: unknown, source: string | undefined): string | undefined {
  const isBraced = isRecord(got) && Object.values(got).every((value) => value === null) && source?.startsWith('{')
  if (typeof got !== 'number' && typeof got !== 'boolean' && isBraced !== true) return undefined
  return `Put it in quotes: "${source ?? String(got as number | boolean)}"`
}

const didYouMean = (word: string): string => `Did you mean ${JSON.stringify(word)}?`

function report(
  document: YamlDocument,
  path: Path,
  message: string,
  fix?: string,
  position = document.positionOf(path),
): YamlProblem[] {
  return [{ file: document.file, ...position, path: formatPath(path), message, fix }]
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
}
