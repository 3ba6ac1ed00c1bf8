import type { z } from 'zod'
import { nearestWord } from './nearest.ts'
import { legalKeys, optionsOf, type Schema } from './schema-tree.ts'
import { wordsOfAuthor } from './words.ts'

type Issue = z.core.$ZodIssue
type UnionIssue = z.core.$ZodIssueInvalidUnion

/** One form a value could have had, and what kept it from having it. */
export interface Branch {
  readonly issues: readonly Issue[]
  readonly schema: Schema | undefined
  /** The keys of the form, when it is a mapping. */
  readonly keys: readonly string[]
}

/** The branches of a failed union, those of unions inside it included. `schemas` are those that stand at its place. */
export function branchesOf(issue: UnionIssue, schemas: readonly Schema[], value: unknown): Branch[] {
  const options = schemas.map(optionsOf).find((some) => some?.length === issue.errors.length)
  return issue.errors.flatMap((issues, at): Branch[] => {
    const schema = options?.[at]
    const [only] = issues
    const isUnion = issues.length === 1 && only?.code === 'invalid_union' && only.path.length === 0
    const known = schema === undefined ? [] : [schema]
    if (isUnion && wordsOfAuthor(only) === undefined && only.errors.length > 0) {
      return branchesOf(only, known, value)
    }
    return [{ issues, schema, keys: legalKeys(known, value) }]
  })
}

/** True when the value is not even of the branch's kind: a text where it wants a mapping, another word than its words. */
export const isOfOtherKind = ({ issues }: Branch): boolean =>
  issues.some((issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))

/** The branch its writer most likely meant: the one that knows most of the keys, then the one that misses least. */
export function pickBranch(branches: readonly Branch[], value: unknown): Branch | undefined {
  const given = isRecord(value) ? Object.keys(value) : []
  const costed = branches.map((branch) => ({ branch, costs: costsOf(branch, given, value) }))
  return costed.sort((a, b) => compare(a.costs, b.costs))[0]?.branch
}

function costsOf({ issues, keys }: Branch, given: readonly string[], value: unknown): number[] {
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
  const free = keys.filter((key) => !given.includes(key))
  const direct = issues.filter((issue) => issue.path.length === 1)
  const otherTag = direct.filter((issue) => issue.code === 'invalid_value' && issue.values.length === 1)
  const missing = direct.filter((issue) => isRecord(value) && value[String(issue.path[0])] === undefined)
  return [
    unknown.reduce((sum, key) => sum + (nearestWord(key, free) === undefined ? 2 : 1), 0) + 2 * otherTag.length,
    missing.length,
    issues.length,
  ]
}

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((cost, at) => cost - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
