import { expect, it } from 'vitest'
import { gate } from '../testing/fake-model.ts'
import { shareRun } from './shared-run.ts'

const never = new AbortController().signal

async function collect<Item>(items: AsyncIterable<Item>) {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

it('gives every listener everything, however late it comes', async () => {
  const { passed, open } = gate()
  let runs = 0
  const run = shareRun(async function* () {
    runs += 1
    yield 1
    await passed
    yield 2
  })
  const early = collect(run.follow(never))
  const other = collect(run.follow(never))
  open()
  expect(await Promise.all([early, other])).toEqual([
    [1, 2],
    [1, 2],
  ])
  expect(await collect(run.follow(never))).toEqual([1, 2])
  expect(runs).toBe(1)
})

it('stops the work when the last listener leaves, and not before', async () => {
  const stopped = gate<string>()
  const run = shareRun<number>(async function* (signal) {
    signal.addEventListener('abort', () => stopped.open('stopped'))
    await stopped.passed
    yield 1
  })
  const [one, two] = [new AbortController(), new AbortController()]
  const first = collect(run.follow(one.signal))
  const second = collect(run.follow(two.signal))
  one.abort()
  expect(await first).toEqual([])
  two.abort()
  expect(await second).toEqual([])
  expect(await stopped.passed).toBe('stopped')
})

it('tells every listener that the work failed', async () => {
  const run = shareRun<number>(async function* () {
    yield 1
    throw new Error('down')
  })
  await expect(collect(run.follow(never))).rejects.toThrow('down')
  await expect(collect(run.follow(never))).rejects.toThrow('down')
})
