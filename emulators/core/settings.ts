import type { z } from 'zod'
import { CaipaiError } from './errors.ts'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lays `patch` over `base`: records field by field, everything else (lists too) as a whole. Neither is changed. */
export function overlay(base: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base }
  for (const [key, value] of Object.entries(patch)) {
    const under = merged[key]
    merged[key] = isRecord(under) && isRecord(value) ? overlay(under, value) : value
  }
  return merged
}

/** `{ 'account.mode': 'secure' }` becomes `{ account: { mode: 'secure' } }`; other keys stay. */
export function expandDottedKeys(record: Record<string, unknown>): Record<string, unknown> {
  let expanded: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(record)) {
    const nested = key.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value)
    expanded = overlay(expanded, nested as Record<string, unknown>)
  }
  return expanded
}

/**
 * Reads settings with their schema.
 *
 * @param page the reference page that tells of them; default: that of the platform
 * @throws CaipaiError `SETTINGS_INVALID` naming each field, what was expected and what stands there.
 */
export function readSettings(
  platform: string,
  schema: z.ZodType<Record<string, unknown>>,
  input: Record<string, unknown>,
  page = platform,
): Record<string, unknown> {
  // Read once or twice in a world's life: not worth compiling a parser for.
  const read = schema.safeParse(input, { jitless: true })
  if (read.success) return read.data
  throw new CaipaiError(`the settings of ${platform} do not fit: ${describeIssues(read.error.issues).join('; ')}`, {
    code: 'SETTINGS_INVALID',
    fix: `See docs/reference/${page}.md for the settings and their values.`,
    cause: read.error,
  })
}

/** What does not fit, a sentence each; of a union the branch that comes nearest speaks. */
function describeIssues(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): string[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path]
    if (issue.code === 'invalid_union') {
      const isAboutTheType = (one: z.core.$ZodIssue): boolean => one.code === 'invalid_type' && one.path.length === 0
      const inside = issue.errors.filter((branch) => !branch.some(isAboutTheType)).sort((a, b) => a.length - b.length)
      if (inside[0] !== undefined) return describeIssues(inside[0], path)
    }
    return [path.length === 0 ? issue.message : `${path.map(String).join('.')}: ${issue.message}`]
  })
}
