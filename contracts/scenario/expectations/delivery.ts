import { z } from 'zod'
import { formatDuration } from '../../../emulators/core/duration.ts'
import type { PushEntry } from '../../../emulators/core/journal-entries.ts'
import { expectation, remainingMs, type Sight } from '../expectation.ts'
import { tellPush, withNearest } from '../nearest-line.ts'

const described = z.strictObject({
  outcome: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('How it ends, or one of several ends'),
  attempts: z.int().positive().optional().describe('How many deliveries it takes'),
  what: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('Only pushes of this kind, or of one of several: text, event subscribe …'),
  reason: z.string().optional().describe('Occurs in the reason'),
})

type Settled = PushEntry & { ended: NonNullable<PushEntry['ended']> }

/** `delivery: acknowledged`: how the push that the latest act has caused comes to its end. */
export const delivery = expectation({
  key: 'delivery',
  schema: z.union([z.string(), described]).describe("How the latest act's push ends: one of the platform's outcomes"),
  async check(spec, sight, modifiers) {
    const { outcome, attempts, what, reason } = typeof spec === 'string' ? { outcome: spec } : spec
    const outcomes = outcome === undefined ? undefined : [outcome].flat()
    const kinds = what === undefined ? undefined : [what].flat()
    const parts = [outcomes === undefined ? 'settled' : outcomes.join(' or ')]
    if (attempts !== undefined) parts.push(`in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`)
    if (modifiers.withinMs !== undefined) parts.push(`within ${formatDuration(modifiers.withinMs)}`)
    if (reason !== undefined) parts.push(`because of ${JSON.stringify(reason)}`)
    const expected = `delivery ${parts.join(' ')}`

    const find = (): PushEntry | undefined => candidates(sight, modifiers.on, kinds)[0]
    const settled = await sight.world.until(
      () => {
        const push = find()
        return push?.ended === undefined ? undefined : (push as Settled)
      },
      // A push may need all its deliveries, so it is awaited beyond `within` and judged by its own time.
      remainingMs(sight, { ...modifiers, withinMs: Math.max(60_000, (modifiers.withinMs ?? 0) + 1) }),
      'a push to settle',
    )
    if (settled === undefined) {
      const open = find()
      const now = sight.world.clock.now()
      return {
        expected,
        got:
          open === undefined
            ? withNearest('nothing was pushed to the bot', tellOtherPush(sight, modifiers.on, kinds))
            : tellPush(open, now),
      }
    }
    sight.taken.add(settled.seq)
    const { ended } = settled
    const took = ended.at - settled.at
    const fits =
      (outcomes === undefined || outcomes.includes(ended.outcome)) &&
      (attempts === undefined || attempts === ended.attempts) &&
      (modifiers.withinMs === undefined || took <= modifiers.withinMs) &&
      (reason === undefined || (ended.reason ?? '').includes(reason))
    if (fits) return undefined
    const because = ended.reason === undefined ? '' : `: ${ended.reason}`
    return {
      expected,
      got: `${ended.outcome} after ${ended.attempts} ${ended.attempts === 1 ? 'delivery' : 'deliveries'} and ${formatDuration(took)}${because}`,
    }
  },
})

/** Pushes nobody has taken: of these kinds since the scenario began, or any since the latest act. */
function candidates(sight: Sight, platform: string, kinds: readonly string[] | undefined): PushEntry[] {
  return sight
    .entries()
    .filter(
      (entry): entry is PushEntry =>
        entry.kind === 'push' && entry.platform === platform && !sight.taken.has(entry.seq),
    )
    .filter((push) => (kinds === undefined ? push.seq > sight.latestAct : kinds.includes(push.what)))
}

/** The pushes that are no candidates: of other kinds, from before the latest act, or expected already. */
function tellOtherPush(sight: Sight, platform: string, kinds: readonly string[] | undefined): string | undefined {
  const pushes = sight
    .entries()
    .filter((entry): entry is PushEntry => entry.kind === 'push' && entry.platform === platform)
  const near = pushes.findLast((push) => kinds === undefined || kinds.includes(push.what))
  if (near === undefined) {
    const pushed = [...new Set(pushes.map((push) => push.what))]
    return pushed.length === 0 ? undefined : `only pushes of ${pushed.join(', ')}`
  }
  const told = tellPush(near, sight.world.clock.now())
  return sight.taken.has(near.seq) ? `${told}, which was expected before` : `${told}, before the latest act`
}
