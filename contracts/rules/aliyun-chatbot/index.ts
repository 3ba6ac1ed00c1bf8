import type { Rule } from '../rule.ts'
import { cutsLongUtterances } from './cuts-long-utterances.ts'
import { givesUpWhereNothingHelps } from './gives-up-where-nothing-helps.ts'
import { handsOverWhenTold } from './hands-over-when-told.ts'
import { offersTheChoices } from './offers-the-choices.ts'
import { oneSessionPerVisitor } from './one-session-per-visitor.ts'
import { passesOnTheChoice } from './passes-on-the-choice.ts'
import { sendsWordsAsSaid } from './sends-words-as-said.ts'
import { showsPlainWords } from './shows-plain-words.ts'
import { showsWhatTheRobotSaid } from './shows-what-the-robot-said.ts'
import { waitsBeforeItTriesAgain } from './waits-before-it-tries-again.ts'

/** What a bot must do as a client of this platform. */
export const aliyunChatbotRules: readonly Rule[] = [
  oneSessionPerVisitor,
  sendsWordsAsSaid,
  cutsLongUtterances,
  showsWhatTheRobotSaid,
  offersTheChoices,
  passesOnTheChoice,
  handsOverWhenTold,
  showsPlainWords,
  waitsBeforeItTriesAgain,
  givesUpWhereNothingHelps,
]
