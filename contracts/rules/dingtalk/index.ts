import type { Rule } from '../rule.ts'
import { acknowledgesFirst } from './acknowledges-first.ts'
import { answersEmptyMentions } from './answers-empty-mentions.ts'
import { answersOnce } from './answers-once.ts'
import { answersWhereItWasAsked } from './answers-where-it-was-asked.ts'
import { fallsBackWithoutASession } from './falls-back-without-a-session.ts'
import { fetchesTokensSparingly } from './fetches-tokens-sparingly.ts'
import { ignoresForgeries } from './ignores-forgeries.ts'
import { keepsItsSecrets } from './keeps-its-secrets.ts'
import { leavesDeadSessionsAlone } from './leaves-dead-sessions-alone.ts'
import { pacesCardUpdates } from './paces-card-updates.ts'
import { readsErrcode } from './reads-errcode.ts'
import { repeatsAfterAStaleToken } from './repeats-after-a-stale-token.ts'
import { repeatsWhatMayPass } from './repeats-what-may-pass.ts'
import { servesBothKinds } from './serves-both-kinds.ts'
import { servesPeopleWithoutUserId } from './serves-people-without-user-id.ts'
import { showsAnAnswerOnce } from './shows-an-answer-once.ts'
import { signsEveryCall } from './signs-every-call.ts'
import { stopsWhereNothingHelps } from './stops-where-nothing-helps.ts'
import { tellsRobotsApart } from './tells-robots-apart.ts'
import { tellsWhenItFails } from './tells-when-it-fails.ts'
import { trimsGroupTexts } from './trims-group-texts.ts'
import { waitsOutTheBlock } from './waits-out-the-block.ts'
import { writesOnCardsThatExist } from './writes-on-cards-that-exist.ts'

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
