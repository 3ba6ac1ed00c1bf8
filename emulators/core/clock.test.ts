import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClock } from './clock.ts'
import { createWire } from './wire.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const wire = createWire()
  const clock = createClock({ mode: 'virtual', settleMs: 100, patienceMs: 1000 }, wire, () => undefined)
  return { wire, clock }
}

it('settles when the wire has been silent for its patience', async () => {
  const { clock } = open()
  const settled = clock.settle()
  await vi.advanceTimersByTimeAsync(1100)
  expect(await settled).toBe(true)
  clock.close()
})

it('waits no longer than 15 s for a bot that never falls silent, neither to settle nor to jump', async () => {
  const { wire, clock } = open()
  const noise = setInterval(() => wire.touch(), 50)
  let isQuiet: boolean | undefined
  let isLater = false
  void clock.settle().then((quiet) => (isQuiet = quiet))
  void clock.advance(49 * 3_600_000).then(() => (isLater = true))
  await vi.advanceTimersByTimeAsync(14_000)
  expect([isQuiet, isLater]).toEqual([undefined, false])
  await vi.advanceTimersByTimeAsync(2000)
  expect([isQuiet, isLater]).toEqual([false, true])
  clearInterval(noise)
  clock.close()
})
