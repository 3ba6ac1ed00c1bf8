import { expect, it } from 'vitest'
import { createExpiringMap } from './expiring-map.ts'
import { createRateLimit } from './rate-limit.ts'

it('an expiring map forgets at its time, and the oldest when it is full', () => {
  const map = createExpiringMap<number>(2)
  map.set('a', 1, 10)
  expect([map.get('a', 9), map.get('a', 10), map.size]).toEqual([1, undefined, 0])
  for (const key of ['a', 'b', 'c']) map.set(key, 1, 10)
  expect([map.get('a', 0), map.get('b', 0), map.size]).toEqual([undefined, 1, 2])
  map.set('b', 2, 10)
  map.set('d', 1, 10)
  expect([map.get('b', 0), map.get('c', 0)]).toEqual([2, undefined])
  map.clear()
  expect(map.size).toBe(0)
})

it('a rate limit counts amounts per name and window; 0 lets any number through', () => {
  const rate = createRateLimit()
  expect([rate.spend('a', 3, 1000, 0, 2), rate.spend('a', 3, 1000, 999, 2), rate.spend('a', 3, 1000, 999)]).toEqual([
    true,
    false,
    true,
  ])
  expect([rate.spend('b', 1, 1000, 0), rate.spend('a', 3, 1000, 1000, 3), rate.spend('a', 3, 1000, 1500)]).toEqual([
    true,
    true,
    false,
  ])
  expect(rate.spend('c', 0, 1000, 0, 1_000_000)).toBe(true)
  for (let at = 0; at < 3000; at += 1) rate.spend(`n${at}`, 1, 1000, 0)
  expect(rate.spend('n0', 1, 1000, 0)).toBe(true)
})
