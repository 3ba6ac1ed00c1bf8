import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRecent } from './recent.ts'

it('never holds more entries than allowed and keeps the newest ones', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 })), fc.integer({ min: 1, max: 8 }), (keys, entries) => {
      const recent = createRecent<number>({ entries, ageMs: 1000 }, () => 0)
      keys.forEach((key, index) => recent.set(key, index))
      const newest = [...new Set(keys.toReversed())].slice(0, entries)
      expect(recent.size).toBe(newest.length)
      for (const key of newest) expect(recent.get(key)).toBe(keys.lastIndexOf(key))
    }),
  )
})

it('forgets an entry after its time, asked for or not', () => {
  let time = 0
  const recent = createRecent<string>({ entries: 10, ageMs: 100 }, () => time)
  recent.set('old', 'a')
  time = 99
  expect(recent.get('old')).toBe('a')
  time = 100
  expect(recent.get('old')).toBeUndefined()
  recent.set('new', 'b')
  expect(recent.size).toBe(1)
})

it('holds 200,000 message ids in a bounded space', () => {
  const recent = createRecent<true>({ entries: 5000, ageMs: 60_000 }, () => 0)
  for (let id = 0; id < 200_000; id += 1) recent.set(`user ${id}`, true)
  expect(recent.size).toBe(5000)
})
