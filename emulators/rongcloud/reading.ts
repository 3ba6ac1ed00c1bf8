import { refuse, type Refusal } from './errors.ts'

/** A body as fields: texts and lists of texts from a form, anything from JSON. */
export type Fields = Readonly<Record<string, unknown>>

/** Pairs a form may have: 1000 receivers and room for the other fields. */
const MOST_PAIRS = 5000

/** A mistake that deserves a sentence, besides the answer. */
export type ReadingFault = 'json-for-form' | 'form-for-json'

/** The fields, or the refusal and what the bot has mixed up. */
export type Reading =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly refusal: Refusal; readonly fault?: ReadingFault }

/**
 * Reads a body in the encoding its endpoint demands: nothing at all is code 1003, another content type or unreadable
 * content 1002. Parameters of the content type, such as a charset, are ignored.
 */
export function readBody(body: Buffer, contentType: string | undefined, encoding: 'form' | 'json'): Reading {
  if (body.length === 0) return { ok: false, refusal: refuse(1003) }
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
  const wanted = encoding === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
  if (type !== wanted) {
    const refusal = refuse(1002, `Content-Type must be ${wanted}.`)
    if (encoding === 'form' && type === 'application/json') return { ok: false, refusal, fault: 'json-for-form' }
    if (encoding === 'json' && type === 'application/x-www-form-urlencoded')
      return { ok: false, refusal, fault: 'form-for-json' }
    return { ok: false, refusal }
  }
  const fields = encoding === 'form' ? readForm(body.toString('utf8')) : readJson(body.toString('utf8'))
  return fields === undefined
    ? {
        ok: false,
        refusal: refuse(1002, encoding === 'form' ? 'the form has too many fields.' : 'the body is not JSON.'),
      }
    : { ok: true, fields }
}

/** A form, in which a list is the same key repeated. Broken percent escapes stand for themselves. */
export function readForm(text: string): Fields | undefined {
  const fields = new Map<string, string | string[]>()
  let count = 0
  for (const [key, value] of new URLSearchParams(text)) {
    count += 1
    if (count > MOST_PAIRS) return undefined
    const before = fields.get(key)
    if (before === undefined) fields.set(key, value)
    else if (typeof before === 'string') fields.set(key, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(fields)
}

function readJson(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}
