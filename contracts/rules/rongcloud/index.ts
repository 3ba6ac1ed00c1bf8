import type { Rule } from '../rule.ts'
import { acceptsGenuineCallbacks } from './accepts-genuine-callbacks.ts'
import { acknowledgesBeforeItWorks } from './acknowledges-before-it-works.ts'
import { answersAMessageOnce } from './answers-a-message-once.ts'
import { checksSignatures } from './checks-signatures.ts'
import { givesUpWhereNothingHelps } from './gives-up-where-nothing-helps.ts'
import { ignoresItsOwnMessages } from './ignores-its-own-messages.ts'
import { leavesOthersAlone } from './leaves-others-alone.ts'
import { sendsTheWholeSuggestion } from './sends-the-whole-suggestion.ts'

/** What a bot must do on this platform. */
export const rongcloudRules: readonly Rule[] = [
  checksSignatures,
  acceptsGenuineCallbacks,
  acknowledgesBeforeItWorks,
  answersAMessageOnce,
  ignoresItsOwnMessages,
  leavesOthersAlone,
  sendsTheWholeSuggestion,
  givesUpWhereNothingHelps,
]
