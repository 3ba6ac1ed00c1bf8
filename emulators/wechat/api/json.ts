/** A JSON body read twice: as JSON says, and as the platform shows escapes of non-ASCII characters. */
export type JsonRead =
  | { readonly ok: true; readonly value: unknown; readonly literal: unknown; readonly escapes: boolean }
  | { readonly ok: false; readonly empty: boolean }

/** A `\uXXXX` of a non-ASCII character after an even number of backslashes. */
const ESCAPE = /(?<!\\)((?:\\\\)*)\\u(?!00[0-7][0-9a-fA-F])([0-9a-fA-F]{4})/g

/**
 * Reads a body as WeChat does, whatever its Content-Type: UTF-8 JSON. `literal` keeps `\u4f60` as the six characters
 * which users were shown; standard escapes and escapes of ASCII characters are decoded in both. Never throws.
 */
export function readJson(body: Buffer): JsonRead {
  const source = body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim()
  if (source === '') return { ok: false, empty: true }
  const value = parse(source)
  if (value === undefined) return { ok: false, empty: false }
  const kept = source.replace(ESCAPE, (_whole, backslashes: string, digits: string) => `${backslashes}\\\\u${digits}`)
  if (kept === source) return { ok: true, value, literal: value, escapes: false }
  return { ok: true, value, literal: parse(kept), escapes: true }
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source) as unknown
  } catch {
    return undefined
  }
}
