import { mismatchText, textPattern } from './text.ts'

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/**
 * Compares a value with what is wanted of it: mappings by the keys that are named, lists element by element, scalars
 * by their text, and a mapping over a text as a text pattern (`{ contains: … }`). Says the first difference, or nothing.
 */
export function mismatchPartial(wanted: unknown, got: unknown, path = ''): string | undefined {
  const where = path === '' ? '' : `${path}: `
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got)) return `${where}${show(got)} is not a list`
    if (got.length !== wanted.length) return `${where}${got.length} elements, not ${wanted.length}`
    return first(wanted.entries(), (at, inner) => mismatchPartial(inner, got[at], `${path}[${at}]`))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof got === 'string' || typeof got === 'number') {
      const pattern = textPattern.safeParse(wanted)
      const mismatch = pattern.success ? mismatchText(pattern.data, String(got)) : `${show(got)} is not a mapping`
      return mismatch === undefined ? undefined : `${where}${mismatch}`
    }
    if (typeof got !== 'object' || got === null) return `${where}${show(got)} is not a mapping`
    const entries = Object.entries(wanted)
    return first(entries.values(), (key, inner) =>
      mismatchPartial(inner, (got as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`),
    )
  }
  if (wanted === null || wanted === undefined)
    return got === null || got === undefined ? undefined : `${where}${show(got)} is there`
  return String(wanted) === String(got) ? undefined : `${where}${show(got)} instead of ${show(wanted)}`
}

function first<K, V>(
  entries: Iterable<readonly [K, V]>,
  look: (key: K, value: V) => string | undefined,
): string | undefined {
  for (const [key, value] of entries) {
    const found = look(key, value)
    if (found !== undefined) return found
  }
  return undefined
}
