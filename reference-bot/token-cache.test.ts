import { expect, it } from 'vitest'
import { createTokenCache } from './token-cache.ts'

const HOURS = 60 * 60 * 1000

function counting(lifeMs: number) {
  let time = 0
  let fetched = 0
  const cache = createTokenCache(
    async () => ({ token: `token ${(fetched += 1)}`, lifeMs }),
    () => time,
  )
  return { cache, fetched: () => fetched, at: (ms: number) => (time = ms) }
}

it('fetches one token for fifty callers at once', async () => {
  const { cache, fetched } = counting(2 * HOURS)
  const tokens = await Promise.all(Array.from({ length: 50 }, () => cache.get()))
  expect(new Set(tokens)).toEqual(new Set(['token 1']))
  expect(fetched()).toBe(1)
})

it.each([
  [2 * HOURS, 2 * HOURS - 300_001, 2 * HOURS - 300_000],
  [10_000, 7999, 8000],
])('renews a token that lives %i ms before its end', async (life, fresh, due) => {
  const { cache, at } = counting(life)
  await cache.get()
  at(fresh)
  await expect(cache.get()).resolves.toBe('token 1')
  at(due)
  await expect(cache.get()).resolves.toBe('token 2')
})

it('drops a refused token once, however many callers saw it refused', async () => {
  const { cache, fetched } = counting(2 * HOURS)
  const token = await cache.get()
  cache.drop(token)
  await cache.get()
  cache.drop(token)
  await expect(cache.get()).resolves.toBe('token 2')
  expect(fetched()).toBe(2)
})

it('asks again after a failed fetch', async () => {
  const outcomes = [Promise.reject(new Error('40164')), Promise.resolve({ token: 'good', lifeMs: HOURS })]
  const cache = createTokenCache(async () => {
    const next = outcomes.shift()
    if (next === undefined) throw new Error('asked too often')
    return next
  })
  await expect(Promise.all([cache.get(), cache.get()])).rejects.toThrow('40164')
  await expect(cache.get()).resolves.toBe('good')
})
