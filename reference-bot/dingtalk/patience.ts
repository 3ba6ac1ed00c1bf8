import { setTimeout as sleep } from 'node:timers/promises'
import { isPassing } from './api.ts'

/** The pauses before another try, as multiples of the first: a limit per second is over soon, one per minute later. */
const PAUSES = [1, 2, 4, 8, 16]

/**
 * Tries again while DingTalk says that it was asked too often, or gives no access token for the moment.
 *
 * @param firstPauseMs the pause before the second try, in milliseconds
 * @throws the last refusal, or at once any that waiting cannot mend
 */
export async function withPatience<Result>(
  attempt: () => Promise<Result>,
  firstPauseMs: number,
  stopping: AbortSignal,
): Promise<Result> {
  for (const pause of PAUSES) {
    try {
      return await attempt()
    } catch (error) {
      if (!isPassing(error) || stopping.aborted) throw error
      await sleep(firstPauseMs * (pause + Math.random() / 5), undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  return attempt()
}
