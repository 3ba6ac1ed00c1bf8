import type { Rule } from '../rule.ts'
import { acceptsConnections } from './accepts-connections.ts'
import { answersInTime } from './answers-in-time.ts'
import { answersOnce } from './answers-once.ts'
import { endsTyping } from './ends-typing.ts'
import { fetchesTokensSparingly } from './fetches-tokens-sparingly.ts'
import { ignoresForgeries } from './ignores-forgeries.ts'
import { keepsItsSecrets } from './keeps-its-secrets.ts'
import { knowsARetry } from './knows-a-retry.ts'
import { leavesTheDeskAlone } from './leaves-the-desk-alone.ts'
import { renewsExpiredTokens, renewsSupersededTokens } from './renews-tokens.ts'
import { sendsInOrder } from './sends-in-order.ts'
import { splitsByBytes } from './splits-by-bytes.ts'
import { stopsAt40164 } from './stops-at-40164.ts'
import { stopsAtTheQuota } from './stops-at-the-quota.ts'
import { keepsWithinTheWindow, knowsItsPermissions, readsErrcode } from './survives-refusals.ts'
import { tellsMessagesApart } from './tells-messages-apart.ts'

/** What a bot must do on this platform. */
export const wechatRules: readonly Rule[] = [
  answersInTime,
  acceptsConnections,
  knowsARetry,
  answersOnce,
  tellsMessagesApart,
  renewsSupersededTokens,
  renewsExpiredTokens,
  fetchesTokensSparingly,
  stopsAt40164,
  readsErrcode,
  knowsItsPermissions,
  keepsWithinTheWindow,
  stopsAtTheQuota,
  splitsByBytes,
  sendsInOrder,
  endsTyping,
  leavesTheDeskAlone,
  ignoresForgeries,
  keepsItsSecrets,
]
