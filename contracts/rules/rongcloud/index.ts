import type { Rule } from '../rule.ts'
import { answersAMessageOnce } from './answers-a-message-once.ts'
import { checksSignatures } from './checks-signatures.ts'
import { ignoresItsOwnMessages } from './ignores-its-own-messages.ts'

/** What a bot must do on this platform. */
export const rongcloudRules: readonly Rule[] = [checksSignatures, answersAMessageOnce, ignoresItsOwnMessages]
