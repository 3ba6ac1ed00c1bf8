import type { RemarkCode } from '../remarks/index.ts'

/** Why a text is not JSON, as the code of a remark, with the place it begins to go wrong. */
export interface JsonDiagnosis {
  readonly code: RemarkCode
  /** Position in the text (UTF-16 units). */
  readonly position: number
  /** A few characters from there on. */
  readonly near: string
}

const MOST_NEAR = 40

interface Scan {
  readonly comment?: number
  readonly trailingComma?: number
  readonly singleQuote?: number
  readonly rawLineFeed?: number
  readonly missingComma?: number
  readonly unclosed: boolean
}

const isSpace = (character: string): boolean => /\s/.test(character)
const isWord = (character: string): boolean => /[\w.+-]/.test(character)

/**
 * Walks over a text as a forgiving reader would and notes the first of each slip. Strings are skipped as wholes, so that
 * `"http://…"` is no comment.
 */
function scan(text: string): Scan {
  const found: { -readonly [K in keyof Scan]?: Scan[K] } = {}
  let depth = 0
  let openString = false
  // The last thing that was complete: a value (after which a comma or a bracket has to come), a comma, or neither.
  let last: 'value' | 'comma' | 'other' = 'other'
  let lastComma = 0

  const beginValue = (at: number): void => {
    if (last === 'value') found.missingComma ??= at
  }

  for (let at = 0; at < text.length;) {
    const character = text[at]!
    const next = text[at + 1]
    if (character === '/' && (next === '/' || next === '*')) {
      found.comment ??= at
      const end = next === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2)
      at = end < 0 ? text.length : next === '/' ? end : end + 2
      continue
    }
    if (isSpace(character)) {
      at += 1
      continue
    }
    if (character === '"') {
      beginValue(at)
      let end = at + 1
      while (end < text.length && text[end] !== '"') {
        if (text[end] === '\n' || text[end] === '\r') found.rawLineFeed ??= end
        end += text[end] === '\\' ? 2 : 1
      }
      openString = end >= text.length
      at = end + 1
      last = 'value'
      continue
    }
    if (character === "'") found.singleQuote ??= at
    if (character === '{' || character === '[') {
      beginValue(at)
      depth += 1
      last = 'other'
    } else if (character === '}' || character === ']') {
      if (last === 'comma') found.trailingComma ??= lastComma
      depth -= 1
      last = 'value'
    } else if (character === ',') {
      lastComma = at
      last = 'comma'
    } else if (isWord(character)) {
      beginValue(at)
      let end = at
      while (end < text.length && isWord(text[end]!)) end += 1
      at = end
      last = 'value'
      continue
    } else last = 'other'
    at += 1
  }
  return { ...found, unclosed: depth > 0 || openString }
}

/** Says why `text`, which JSON.parse refuses, is not JSON. */
export function diagnoseJson(text: string): JsonDiagnosis {
  const seen = scan(text)
  const at = (code: RemarkCode, position: number): JsonDiagnosis => ({
    code,
    position,
    near: text.slice(position, position + MOST_NEAR),
  })
  if (text.trim() === '') return at('body-empty', 0)
  if (seen.comment !== undefined) return at('json-comments', seen.comment)
  if (seen.rawLineFeed !== undefined) {
    const around = Math.max(0, seen.rawLineFeed - MOST_NEAR / 2)
    return { ...at('json-raw-line-feed', around), position: seen.rawLineFeed }
  }
  if (seen.singleQuote !== undefined && /[{[,:]\s*$/.test(text.slice(0, seen.singleQuote)))
    return at('json-single-quotes', seen.singleQuote)
  if (seen.trailingComma !== undefined) return at('json-trailing-comma', seen.trailingComma)
  if (seen.missingComma !== undefined && /^\s*[{[]/.test(text)) return at('json-missing-comma', seen.missingComma)
  if (seen.unclosed && /^\s*[{["]/.test(text)) return at('json-unclosed', text.length)
  return at('json-invalid', 0)
}

/** Parses JSON, or says why it is none. */
export function parseJson(text: string): { readonly value: unknown } | { readonly wrong: JsonDiagnosis } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { wrong: diagnoseJson(text) }
  }
}
