import { z } from 'zod'

/*
 * Building blocks for the request schemas. Each issue they raise carries the platform's code, so that one function turns
 * any failed parse into the answer RongCloud would give.
 */

/** Counts characters (字符) as code points: an emoji outside the basic plane is one. */
export function countCharacters(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length) at += 1
    count += 1
  }
  return count
}

const orType = (name: string, type: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined || issue.input === null ? `${name} is required.` : `${name} must be ${type}.`

/** Bounds of a text, in characters (code points) unless `unit` says bytes. */
export interface TextBounds {
  readonly min?: number
  readonly max?: number
  readonly unit?: 'characters' | 'bytes'
  readonly pattern?: RegExp
}

const measure = (value: string, unit: TextBounds['unit']): number =>
  unit === 'bytes' ? Buffer.byteLength(value, 'utf8') : countCharacters(value)

/** A text that must be there and, unless `min` is 0, not be empty. Too long is code 1005, everything else 1002. */
export function text(name: string, { min = 1, max, unit = 'characters', pattern }: TextBounds = {}) {
  return z.string({ error: orType(name, 'a string') }).superRefine((value, context) => {
    const size = measure(value, unit)
    const issue = (message: string, code: number): void =>
      context.addIssue({ code: 'custom', message, params: { code } })
    if (max !== undefined && size > max) return issue(`${name} is too long, at most ${max} ${unit}.`, 1005)
    if (size < min)
      return issue(size === 0 ? `${name} is required.` : `${name} is too short, at least ${min} ${unit}.`, 1002)
    if (pattern !== undefined && value !== '' && !pattern.test(value))
      issue(`${name} has characters that are not allowed.`, 1002)
  })
}

/** A number, or a text that looks like one: form bodies know only texts, and the Go SDK sends texts in JSON too. */
export function number(
  name: string,
  { min, max, whole = true }: { readonly min?: number; readonly max?: number; readonly whole?: boolean } = {},
) {
  const range =
    min !== undefined && max !== undefined ? ` from ${min} to ${max}` : min !== undefined ? ` from ${min}` : ''
  const message = `${name} must be ${whole ? 'an integer' : 'a number'}${range}.`
  return z
    .union([z.number(), z.string()], { error: orType(name, whole ? 'an integer' : 'a number') })
    .transform((value) =>
      typeof value === 'number'
        ? value
        : (whole ? /^-?\d{1,16}$/ : /^-?\d{1,16}(\.\d{1,16})?$/).test(value)
          ? Number(value)
          : Number.NaN,
    )
    .refine(
      (value) =>
        (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        (min === undefined || value >= min) &&
        (max === undefined || value <= max),
      { error: message },
    )
}

/** A switch: `1`, `"1"`, `true`, `"true"` are on; `0`, `"0"`, `false`, `"false"`, `""` are off. */
export function flag(name: string) {
  return z
    .union([z.boolean(), z.number(), z.string()], { error: orType(name, '0 or 1') })
    .transform((value, context) => {
      const word = String(value).toLowerCase()
      if (word === '1' || word === 'true') return true
      if (word === '0' || word === 'false' || word === '') return false
      context.addIssue({ code: 'custom', message: `${name} must be 0 or 1.`, params: { code: 1002 } })
      return z.NEVER
    })
}

/** One or more texts. In a form a list is the same key repeated; a single value is a list of one. */
export function list(
  name: string,
  { most, item = {}, code = 1002 }: { readonly most?: number; readonly item?: TextBounds; readonly code?: number } = {},
) {
  return z
    .union([z.array(text(name, item)), text(name, item).transform((value) => [value])], {
      error: orType(name, 'a string or a list of strings'),
    })
    .superRefine((value, context) => {
      if (value.length === 0)
        context.addIssue({ code: 'custom', message: `${name} is required.`, params: { code: 1002 } })
      if (most !== undefined && value.length > most)
        context.addIssue({ code: 'custom', message: `${name} takes at most ${most} values.`, params: { code } })
    })
}

/** A map from string to string with bounds on the number of pairs and the characters of keys and values. */
export function pairs(
  name: string,
  bounds: { readonly most: number; readonly key: number; readonly value: number; readonly shortest?: number },
) {
  return z.record(z.string(), z.unknown(), { error: orType(name, 'an object') }).transform((map, context) => {
    const fail = (message: string, code: number): never => {
      context.addIssue({ code: 'custom', message, params: { code } })
      return z.NEVER
    }
    const entries = Object.entries(map)
    if (entries.length > bounds.most) return fail(`${name} takes at most ${bounds.most} pairs.`, 1002)
    const clean: [string, string][] = []
    for (const [key, value] of entries) {
      if (key === '') return fail(`${name} has an empty key.`, 1002)
      if (countCharacters(key) > bounds.key)
        return fail(`${name} has a key that is too long, at most ${bounds.key} characters.`, 1005)
      if (typeof value !== 'string') return fail(`${name}.${key} must be a string.`, 1002)
      const size = countCharacters(value)
      if (size > bounds.value) return fail(`${name}.${key} is too long, at most ${bounds.value} characters.`, 1005)
      if (size < (bounds.shortest ?? 0)) return fail(`${name}.${key} is empty.`, 1002)
      clean.push([key, value])
    }
    return Object.fromEntries(clean)
  })
}

/** An object that must be there and be one; `null` and arrays are refused by name. */
export function object<S extends z.core.$ZodLooseShape>(name: string, shape: S) {
  return z.object(shape, { error: orType(name, 'an object') })
}
