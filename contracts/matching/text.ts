import { z } from 'zod'
import { firstDifference, quote } from './difference.ts'

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)])

/** Conditions on a text; all that are named have to hold. */
export const textConditions = z.strictObject({
  is: z.string().optional().describe('Exactly this'),
  contains: oneOrMore.optional().describe('All of these occur'),
  lacks: oneOrMore.optional().describe('None of these occurs'),
  matches: z.string().optional().describe('A regular expression, Unicode, that fits somewhere'),
  startsWith: z.string().optional(),
  endsWith: z.string().optional(),
  maxBytes: z.int().positive().optional().describe('At most so many bytes of UTF-8'),
  minBytes: z.int().positive().optional().describe('At least so many bytes of UTF-8'),
  wellFormed: z.literal(true).optional().describe('Holds no U+FFFD and no half of a surrogate pair'),
})

/** What a text has to look like: exactly this, or a set of conditions. */
export const textPattern = z.union([z.string(), textConditions])

export type TextPattern = z.output<typeof textPattern>

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/** Half a sentence about what is wanted: `saying "你好"`. */
export function explainText(pattern: TextPattern): string {
  if (typeof pattern === 'string') return `saying ${quote(pattern)}`
  const parts = [
    ...(pattern.is === undefined ? [] : [`saying ${quote(pattern.is)}`]),
    ...list(pattern.contains).map((part) => `containing ${quote(part)}`),
    ...list(pattern.lacks).map((part) => `without ${quote(part)}`),
    ...(pattern.matches === undefined ? [] : [`matching /${pattern.matches}/`]),
    ...(pattern.startsWith === undefined ? [] : [`starting with ${quote(pattern.startsWith)}`]),
    ...(pattern.endsWith === undefined ? [] : [`ending with ${quote(pattern.endsWith)}`]),
    ...(pattern.maxBytes === undefined ? [] : [`of at most ${pattern.maxBytes} bytes`]),
    ...(pattern.minBytes === undefined ? [] : [`of at least ${pattern.minBytes} bytes`]),
    ...(pattern.wellFormed === undefined ? [] : ['without broken characters']),
  ]
  return parts.join(', ')
}

/** Says how a text fails the pattern, or nothing when it fits. */
export function mismatchText(pattern: TextPattern, text: string): string | undefined {
  if (typeof pattern === 'string') return text === pattern ? undefined : firstDifference(pattern, text)
  if (pattern.is !== undefined && text !== pattern.is) return firstDifference(pattern.is, text)
  const missing = list(pattern.contains).find((part) => !text.includes(part))
  if (missing !== undefined) return `${quote(text)} does not contain ${quote(missing)}`
  const unwanted = list(pattern.lacks).find((part) => text.includes(part))
  if (unwanted !== undefined) return `${quote(text)} contains ${quote(unwanted)}`
  if (pattern.matches !== undefined && !new RegExp(pattern.matches, 'u').test(text)) {
    return `${quote(text)} does not match /${pattern.matches}/`
  }
  if (pattern.startsWith !== undefined && !text.startsWith(pattern.startsWith))
    return `${quote(text)} starts otherwise, with ${quote(text.slice(0, pattern.startsWith.length))}`
  if (pattern.endsWith !== undefined && !text.endsWith(pattern.endsWith))
    return `${quote(text)} ends otherwise, with ${quote(text.slice(-pattern.endsWith.length))}`
  const bytes = Buffer.byteLength(text)
  if (bytes > (pattern.maxBytes ?? Infinity) || bytes < (pattern.minBytes ?? 0))
    return `${quote(text)} has ${bytes} bytes`
  if (pattern.wellFormed === true && (text.includes('\uFFFD') || !text.isWellFormed())) {
    return `it has a broken character at ${Math.max(text.indexOf('\uFFFD'), 0)}`
  }
  return undefined
}
