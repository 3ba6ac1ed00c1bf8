import type { PushResult } from '../../core/delivery/push.ts'
import { closeSession } from '../desk/lifecycle.ts'
import { conversationsOf } from '../desk/sessions.ts'
import { startTransfer } from '../desk/transfer.ts'
import { showMessage, showNotice } from '../desk/view.ts'
import type { Livechat } from '../livechat.ts'
import { failureKinds } from '../remarks/kinds.ts'
import type { Turn, TurnValue } from './turn.ts'

/** How a push can end, for the reference page. */
export const outcomes: Readonly<Record<string, string>> = {
  answered: 'The answer was shown to the visitor, or the transfer it asked for has begun',
  ...failureKinds,
  unsendable: 'The push could not be sent at all; the reason tells why',
  refused: 'The bot refused a probe without the right token, as it should',
  accepted: 'The bot took a probe without the right token for genuine',
}

/**
 * Does what an answer asks for, or what the failure policy says.
 *
 * @param again pushes the same message once more
 */
export function settleTurn(
  livechat: Livechat,
  turn: Turn,
  { verdict, seq }: PushResult<TurnValue>,
  again: () => void,
): void {
  const { session, robot } = turn
  const { conversationId } = verdict.value ?? {}
  if (conversationId !== undefined && conversationId !== '')
    conversationsOf(livechat, session).set(robot.id, conversationId)
  // The session has gone elsewhere: nobody sees the answer.
  if (verdict.outcome === 'aborted' || session.state !== 'robot') return
  if (verdict.outcome !== 'answered') {
    fail(livechat, turn, verdict.value?.error, seq)
    return
  }
  session.failures = 0
  session.turns += 1
  const { messages = [], transfer } = verdict.value ?? {}
  for (const message of messages) showMessage(livechat, session, turn.batch.sender.name, message, seq)
  if (transfer === undefined) session.failedTransfers = 0
  else startTransfer(livechat, session, { by: 'robot', data: transfer.data, again }, seq)
}

function fail(livechat: Livechat, { session }: Turn, error: string | undefined, cause: number): void {
  const { policy, noticeText, maxConsecutive, showBotError } = livechat.settings.failure
  session.failures += 1
  const isOnceTooOften = maxConsecutive > 0 && session.failures >= maxConsecutive
  switch (isOnceTooOften ? 'transfer' : policy) {
    case 'silent':
      return
    case 'transfer':
      session.failures = 0
      startTransfer(livechat, session, { by: 'gateway', data: {} }, cause)
      return
    case 'close':
      closeSession(livechat, session, 'the robot failed', cause)
      return
    default:
      showNotice(livechat, session, showBotError && error !== undefined && error !== '' ? error : noticeText, cause)
  }
}
