import type { Rule } from '../rule.ts'
import { answersEveryMessage } from './answers-every-message.ts'
import { asksTheModelOnce } from './asks-the-model-once.ts'
import { keepsCharactersWhole } from './keeps-characters-whole.ts'
import { keepsErrorsToItself } from './keeps-errors-to-itself.ts'
import { keepsPeopleApart } from './keeps-people-apart.ts'
import { keepsSecretsOutOfUrls } from './keeps-secrets-out-of-urls.ts'
import { keepsThoughtsToItself } from './keeps-thoughts-to-itself.ts'
import { leavesNobodyWithoutAWord } from './leaves-nobody-without-a-word.ts'
import { noticesRefusals } from './notices-refusals.ts'
import { pausesBetweenTries } from './pauses-between-tries.ts'
import { sendsInOrder } from './sends-in-order.ts'
import { servesPeopleSideBySide } from './serves-people-side-by-side.ts'
import { survivesARestart } from './survives-a-restart.ts'

/** What a bot must do whatever the platform. */
export const acrossRules: readonly Rule[] = [
  keepsPeopleApart,
  answersEveryMessage,
  noticesRefusals,
  leavesNobodyWithoutAWord,
  asksTheModelOnce,
  servesPeopleSideBySide,
  sendsInOrder,
  keepsCharactersWhole,
  pausesBetweenTries,
  keepsSecretsOutOfUrls,
  keepsErrorsToItself,
  keepsThoughtsToItself,
  survivesARestart,
]
