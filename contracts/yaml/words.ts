import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
  undefined: 'nothing',
  never: 'nothing',
}

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  url: 'a URL',
  email: 'an e-mail address',
  datetime: 'a date with time such as 2026-01-31T08:00:00Z',
  date: 'a date such as 2026-01-31',
  regex: 'a text',
}

const MOST_SHOWN = 40

/** A value of a file, short: `"soon"`, `8`, `a list`. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') {
    const letters = Array.from(value.slice(0, 2 * MOST_SHOWN + 2))
    return JSON.stringify(letters.length > MOST_SHOWN ? `${letters.slice(0, MOST_SHOWN).join('')}…` : value)
  }
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping'
  return String(value)
}

/** `a, b or c` */
export function joinOr(words: readonly string[]): string {
  const unique = [...new Set(words)]
  return unique.length < 2 ? (unique[0] ?? '') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`
}

/** What an issue about a single value asked for: `a whole number`, `one of plain, secure`, `3 characters or more`. */
export function nameExpected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return nameValues(issue.values.map(String))
    case 'invalid_format':
      return nameFormat(issue.format, issue.pattern)
    case 'too_small':
      return nameBound(issue.origin, Number(issue.minimum), issue.inclusive ?? true, 'more')
    case 'too_big':
      return nameBound(issue.origin, Number(issue.maximum), issue.inclusive ?? true, 'less')
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    default:
      return 'another value'
  }
}

/** `plain` for one, `one of plain, secure` for several. */
export const nameValues = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`

function nameFormat(format: string, pattern: string | undefined): string {
  const name = FORMAT_NAMES[format] ?? format
  return format === 'regex' && pattern !== undefined ? `${name} that matches ${pattern}` : name
}

function nameBound(origin: string, bound: number, isInclusive: boolean, side: 'more' | 'less'): string {
  const unit = { string: 'character', array: 'entry', set: 'entry', map: 'entry', object: 'key' }[origin]
  if (unit === undefined) return isInclusive ? `${bound} or ${side}` : `${side} than ${bound}`
  if (side === 'more' && bound === 1) return origin === 'string' ? 'a text that is not empty' : `at least one ${unit}`
  const units = bound === 1 ? unit : unit === 'entry' ? 'entries' : `${unit}s`
  return `${side === 'more' ? 'at least' : 'at most'} ${bound} ${units}`
}

const OWN_WORDS_OF_ZOD = /^(?:Invalid |Too (?:small|big):|Unrecognized key)/

/** The words the schema's author gave for this, or undefined when there are only zod's own. */
export const wordsOfAuthor = (issue: Issue): string | undefined =>
  OWN_WORDS_OF_ZOD.test(issue.message) ? undefined : issue.message
