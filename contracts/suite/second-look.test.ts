import { expect, it } from 'vitest'
import type { JournalEntry } from '../../emulators/core/journal-entries.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Rehearsal, RehearseOptions } from '../stage.ts'
import { createSecondLook, jumpedOver } from './second-look.ts'

const attempt = (at: number, until: number, outcome = 'timeout'): JournalEntry =>
  ({ kind: 'attempt', at, ended: { at: until, outcome } }) as unknown as JournalEntry
const jump = (from: number, to: number): JournalEntry => ({ kind: 'clock', from, to }) as unknown as JournalEntry

it.each([
  ['over a delivery', [attempt(0, 5000), jump(1000, 5000)], 5000],
  [
    'over the longest of several',
    [attempt(0, 5000), attempt(5000, 15_000), jump(1000, 5000), jump(6000, 15_000)],
    10_000,
  ],
  ['over one that was answered', [attempt(0, 900, 'answered'), jump(1000, 5000)], 0],
  ['between deliveries', [attempt(0, 5000), jump(6000, 60_000)], 0],
  ['hardly', [attempt(0, 5000), jump(4600, 5000)], 0],
  ['nowhere', [attempt(0, 5000)], 0],
])('time that jumps %s', (_where, entries, open) => {
  expect(jumpedOver(entries)).toBe(open)
})

const scenario = { clock: {} } as unknown as Scenario
const failed = { ok: false, entries: [attempt(0, 5000), jump(1000, 5000)] } as unknown as Rehearsal
const passed = { ok: true, entries: [] } as unknown as Rehearsal

function stageThat(...outcomes: Rehearsal[]) {
  const played: { clock: Scenario['clock']; again: boolean }[] = []
  const rehearse = ({ clock }: Scenario, { again = false }: RehearseOptions = {}): Promise<Rehearsal> => {
    played.push({ clock, again })
    return Promise.resolve(outcomes.shift() ?? passed)
  }
  return { played, rehearse }
}

it('plays again what failed because time jumped, with as much real time as the delivery was open', async () => {
  const stage = stageThat(failed, passed)
  expect(await createSecondLook()(stage, scenario)).toEqual({ rehearsal: passed, isPaced: true })
  expect(stage.played).toEqual([
    { clock: {}, again: false },
    { clock: { settleMs: 6000, patienceMs: 6000 }, again: true },
  ])
})

it('believes a bot that was silent in earnest twice', async () => {
  const stage = stageThat(...Array<Rehearsal>(9).fill(failed))
  const look = createSecondLook()
  for (const _time of [1, 2, 3, 4]) expect(await look(stage, scenario)).toEqual({ rehearsal: failed, isPaced: false })
  expect(stage.played.map(({ again }) => again)).toEqual([false, true, false, true, false, false])
})

it('goes on asking a bot twice that fails otherwise at its own pace', async () => {
  const otherwise = { ok: false, entries: [attempt(0, 900, 'answered')] } as unknown as Rehearsal
  const stage = stageThat(failed, otherwise, failed, otherwise, failed, otherwise)
  const look = createSecondLook()
  for (const _time of [1, 2, 3]) expect(await look(stage, scenario)).toEqual({ rehearsal: otherwise, isPaced: false })
  expect(stage.played.map(({ again }) => again)).toEqual([false, true, false, true, false, true])
})

it.each([
  ['passes', passed],
  ['dies', { ...failed, died: 'exit code 1' } as Rehearsal],
  ['fails for another reason', { ...failed, entries: [] } as Rehearsal],
  [
    'is silent on a connection that is held for minutes',
    { ...failed, entries: [attempt(0, 60_000), jump(1000, 60_000)] },
  ],
])('plays nothing twice that %s', async (_what, rehearsal) => {
  const stage = stageThat(rehearsal)
  expect(await createSecondLook()(stage, scenario)).toEqual({ rehearsal, isPaced: false })
  expect(stage.played).toHaveLength(1)
})
