import type { JournalEntry } from '../../emulators/core/journal-entries.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Rehearsal, Stage } from '../stage.ts'

/** A jump that is shorter takes nothing away from a bot. */
const NOTABLE_MS = 500
/** No platform waits longer for an answer to its pushes, apart from connections it holds. */
const LONGEST_MS = 15_000
/** So often a bot has to be found silent in earnest before it is no longer asked twice. */
const ENOUGH = 2

/**
 * How long the longest delivery was open, in ms, that timed out because time jumped over it; 0 when there is none. A bot
 * that is silent looks the same whether it does nothing or works, or waits on a timer of its own.
 */
export function jumpedOver(entries: readonly JournalEntry[]): number {
  const jumps = entries.flatMap((entry) =>
    entry.kind === 'clock' && entry.to - entry.from > NOTABLE_MS ? [entry] : [],
  )
  const open = entries.flatMap((entry) => {
    if (entry.kind !== 'attempt' || entry.ended?.outcome !== 'timeout') return []
    const { at, ended } = entry
    return jumps.some(({ from, to }) => from >= at && to <= ended.at) ? [ended.at - at] : []
  })
  return Math.max(0, ...open)
}

/** A rehearsal, and whether it passed only when it was played again at the bot's own pace. */
export interface Seen {
  readonly rehearsal: Rehearsal
  readonly isPaced: boolean
}

/** Whether the second time went wrong as the first did, at the same step and with a delivery that was open to its end. */
function isSilentInEarnest(first: Rehearsal, again: Rehearsal): boolean {
  const timedOut = again.entries.some((entry) => entry.kind === 'attempt' && entry.ended?.outcome === 'timeout')
  return !again.ok && timedOut && again.failure?.step?.position.line === first.failure?.step?.position.line
}

/**
 * Rehearses a bot without blaming it for time that jumped: what failed that way is played once more with as much real time
 * as the platform would have given. A bot that stays silent all the same is believed to be as it is after the second time.
 */
export function createSecondLook(): (stage: Pick<Stage, 'rehearse'>, scenario: Scenario) => Promise<Seen> {
  let confirmed = 0
  return async (stage, scenario) => {
    const first = await stage.rehearse(scenario)
    const open = jumpedOver(first.entries)
    if (first.ok || first.died !== undefined || open === 0 || open > LONGEST_MS || confirmed >= ENOUGH) {
      return { rehearsal: first, isPaced: false }
    }
    const pace = open + 1000
    const again = await stage.rehearse({ ...scenario, clock: { settleMs: pace, patienceMs: pace } }, { again: true })
    if (isSilentInEarnest(first, again)) confirmed += 1
    return { rehearsal: again, isPaced: again.ok }
  }
}
