import type { Rule } from '../rule.ts'
import { acknowledgesFirst } from './acknowledges-first.ts'
import { answersOnce, showsAnAnswerOnce } from './answers-once.ts'
import {
  answersEmptyMentions,
  answersWhereItWasAsked,
  servesBothKinds,
  servesPeopleWithoutUserId,
  tellsRobotsApart,
} from './answers.ts'
import { pacesCardUpdates, writesOnCardsThatExist } from './cards.ts'
import { signsEveryCall, waitsOutTheBlock } from './custom-robots.ts'
import { fetchesTokensSparingly } from './fetches-tokens-sparingly.ts'
import { ignoresForgeries } from './ignores-forgeries.ts'
import { keepsItsSecrets } from './keeps-its-secrets.ts'
import { readsErrcode, repeatsAfterAStaleToken, repeatsWhatMayPass, stopsWhereNothingHelps } from './refusals.ts'
import { fallsBackWithoutASession, leavesDeadSessionsAlone } from './session-webhooks.ts'
import { tellsWhenItFails } from './tells-when-it-fails.ts'
import { trimsGroupTexts } from './trims-group-texts.ts'

/** What a bot must do on this platform. */
export const dingtalkRules: readonly Rule[] = [
  acknowledgesFirst,
  answersOnce,
  showsAnAnswerOnce,
  answersWhereItWasAsked,
  servesBothKinds,
  servesPeopleWithoutUserId,
  tellsRobotsApart,
  answersEmptyMentions,
  tellsWhenItFails,
  trimsGroupTexts,
  fallsBackWithoutASession,
  leavesDeadSessionsAlone,
  readsErrcode,
  repeatsWhatMayPass,
  repeatsAfterAStaleToken,
  stopsWhereNothingHelps,
  fetchesTokensSparingly,
  pacesCardUpdates,
  writesOnCardsThatExist,
  waitsOutTheBlock,
  signsEveryCall,
  ignoresForgeries,
  keepsItsSecrets,
]
