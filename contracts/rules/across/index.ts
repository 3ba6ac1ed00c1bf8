import type { Rule } from '../rule.ts'
import { answersEveryMessage } from './answers-every-message.ts'
import { asksTheModelOnce } from './asks-the-model-once.ts'
import { keepsErrorsToItself } from './keeps-errors-to-itself.ts'
import { keepsPeopleApart } from './keeps-people-apart.ts'
import { keepsSecretsOutOfUrls } from './keeps-secrets-out-of-urls.ts'
import { noticesRefusals } from './notices-refusals.ts'
import { pausesBetweenTries } from './pauses-between-tries.ts'
import { sendsInOrder } from './sends-in-order.ts'
import { survivesARestart } from './survives-a-restart.ts'

/** What a bot must do whatever the platform. */
export const acrossRules: readonly Rule[] = [
  keepsPeopleApart,
  answersEveryMessage,
  noticesRefusals,
  asksTheModelOnce,
  sendsInOrder,
  pausesBetweenTries,
  keepsSecretsOutOfUrls,
  keepsErrorsToItself,
  survivesARestart,
]
