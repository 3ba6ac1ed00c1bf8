import type { Rule } from '../rule.ts'
import { acceptsConnections } from './accepts-connections.ts'
import { acceptsGenuinePushes } from './accepts-genuine-pushes.ts'
import { answersInTime } from './answers-in-time.ts'
import { answersOnce } from './answers-once.ts'
import { callsWithAToken } from './calls-with-a-token.ts'
import { doesNotSilenceItsAnswer } from './does-not-silence-its-answer.ts'
import { endsTyping } from './ends-typing.ts'
import { fetchesOneTokenAtATime } from './fetches-one-token-at-a-time.ts'
import { fetchesTokensSparingly } from './fetches-tokens-sparingly.ts'
import { ignoresForgeries } from './ignores-forgeries.ts'
import { keepsItsSecrets } from './keeps-its-secrets.ts'
import { keepsTrackOfMedia } from './keeps-track-of-media.ts'
import { knowsARetry } from './knows-a-retry.ts'
import { leavesTheDeskAlone } from './leaves-the-desk-alone.ts'
import { letsRetriesIn } from './lets-retries-in.ts'
import { readsIdsAsText } from './reads-ids-as-text.ts'
import { readsTheBody } from './reads-the-body.ts'
import { renewsExpiredTokens, renewsSupersededTokens } from './renews-tokens.ts'
import { sendsInOrder } from './sends-in-order.ts'
import { sendsNoEmptyText } from './sends-no-empty-text.ts'
import { showsTypingSparingly } from './shows-typing-sparingly.ts'
import { splitsByBytes } from './splits-by-bytes.ts'
import { stopsAt40164 } from './stops-at-40164.ts'
import { stopsAtTheQuota } from './stops-at-the-quota.ts'
import { survivesEveryPush } from './survives-every-push.ts'
import { keepsWithinTheWindow, knowsItsPermissions, readsErrcode } from './survives-refusals.ts'
import { tellsMessagesApart } from './tells-messages-apart.ts'
import { unpads32Bytes } from './unpads-32-bytes.ts'
import { usesTheNewestToken } from './uses-the-newest-token.ts'

/** What a bot must do on this platform. */
export const wechatRules: readonly Rule[] = [
  acceptsConnections,
  acceptsGenuinePushes,
  unpads32Bytes,
  survivesEveryPush,
  readsTheBody,
  letsRetriesIn,
  answersInTime,
  knowsARetry,
  answersOnce,
  doesNotSilenceItsAnswer,
  tellsMessagesApart,
  readsIdsAsText,
  callsWithAToken,
  renewsSupersededTokens,
  renewsExpiredTokens,
  usesTheNewestToken,
  fetchesOneTokenAtATime,
  fetchesTokensSparingly,
  stopsAt40164,
  readsErrcode,
  knowsItsPermissions,
  keepsWithinTheWindow,
  stopsAtTheQuota,
  splitsByBytes,
  sendsNoEmptyText,
  keepsTrackOfMedia,
  sendsInOrder,
  endsTyping,
  showsTypingSparingly,
  leavesTheDeskAlone,
  ignoresForgeries,
  keepsItsSecrets,
]
