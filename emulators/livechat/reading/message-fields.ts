import { show, type Judge } from '../remarks/judge.ts'
import { pointer, type JsonObject } from './fields.ts'

/** Whether a value is an absolute http or https address. */
export function isAbsoluteUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value)) return false
  return URL.canParse(value)
}

/** Remarks on an address the visitor's client could not open. An absent one is fine. */
export function checkUrl(holder: JsonObject, field: string, at: string, judge: Judge): void {
  const value = holder[field]
  if (value === undefined || value === null || value === '' || isAbsoluteUrl(value)) return
  judge.note('url-not-absolute', { at: pointer(at, field) }, { field, given: show(value) })
}

/** Reads a list item by item, leaving out those that are dropped; undefined when the list is missing or nothing is left of it. */
export function readList<T>(
  holder: JsonObject,
  field: string,
  at: string,
  judge: Judge,
  read: (item: unknown, at: string, judge: Judge) => T | undefined,
): T[] | undefined {
  const list = holder[field]
  const place = pointer(at, field)
  if (!Array.isArray(list) || list.length === 0) {
    judge.note('list-missing', { at: place }, { field, given: show(list) })
    return undefined
  }
  const items: T[] = []
  for (const [index, item] of list.entries()) {
    const one = read(item, pointer(place, index), judge)
    if (one !== undefined) items.push(one)
  }
  return items.length === 0 ? undefined : items
}
