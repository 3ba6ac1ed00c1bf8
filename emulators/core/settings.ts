import { z } from 'zod'
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
 * @throws CaipaiError `SETTINGS_INVALID` naming each field, what was expected and what stands there.
 */
export function readSettings(
  platform: string,
  schema: z.ZodType<Record<string, unknown>>,
  input: Record<string, unknown>,
): Record<string, unknown> {
  const read = schema.safeParse(input)
  if (read.success) return read.data
  throw new CaipaiError(
    `the settings of ${platform} do not fit: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`,
    {
      code: 'SETTINGS_INVALID',
      fix: `See docs/reference/${platform}.md for the settings and their values.`,
      cause: read.error,
    },
  )
}
