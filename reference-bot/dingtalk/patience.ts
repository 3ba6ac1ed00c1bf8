import { setTimeout as sleep } from 'node:timers/promises'
import { DingTalkApiError } from './api.ts'

/** The pauses before another try, in milliseconds: a limit per second is over soon, one per minute later. */
const PAUSES_MS = [500, 1000, 2000, 4000, 8000]

/**
 * Tries again while DingTalk says that it was asked too often.
 *
 * @throws the last refusal, or at once any that waiting cannot mend
 */
export async function withPatience<Result>(attempt: () => Promise<Result>, stopping: AbortSignal): Promise<Result> {
  for (const pause of PAUSES_MS) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof DingTalkApiError && error.isRateLimit) || stopping.aborted) throw error
      await sleep(pause + Math.random() * 100, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  return attempt()
}
