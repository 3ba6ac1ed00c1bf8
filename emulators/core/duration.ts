import { z } from 'zod'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g

/** Reads `500ms`, `8s`, `1h30m`, `3d` or `0` as milliseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const given = text.trim()
  if (given === '0') return 0
  if (!WHOLE.test(given)) return undefined
  let ms = 0
  for (const [, amount, unit] of given.matchAll(PART)) ms += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  return Math.round(ms)
}

/** Writes milliseconds as people do: `850 ms`, `5.0 s`, `2 h 30 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.round(ms / 60_000)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

const EXPECTED = 'expected a duration such as 500ms, 8s, 1h30m or 3d'

/** A length of time in files and requests, as milliseconds after reading. */
export const duration = z
  .union([z.string(), z.literal(0)], {
    error: ({ input }) => (typeof input === 'number' ? `${EXPECTED}; ${input} has no unit` : EXPECTED),
  })
  .transform((given, context) => {
    const ms = given === 0 ? 0 : parseDuration(given)
    if (ms !== undefined) return ms
    context.addIssue({ code: 'custom', message: EXPECTED })
    return z.NEVER
  })
  .meta({ description: 'A duration: 500ms, 8s, 1h30m, 3d, or 0', examples: ['8s', '49h'] })
