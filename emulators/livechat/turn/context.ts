import type { Livechat } from '../livechat.ts'
import { remarkOn } from '../remarks/tell.ts'
import { buildInputs } from './inputs.ts'
import type { Turn } from './turn.ts'

/** The context parameters of a turn's push; slips of the configuration are remarked on. */
export function contextOf(livechat: Livechat, turn: Turn): Readonly<Record<string, unknown>> | undefined {
  const { settings } = livechat
  const { session, robot, cause } = turn
  const { party } = session
  const { inputs, remarks } = buildInputs(
    {
      robotId: robot.id,
      enterpriseId: settings.enterpriseId,
      uniqueId: session.id,
      channelId: party.channelId,
      channel: party.channel,
      visitorId: party.visitorId,
      visitorName: party.visitorName,
      groupChat: party.groupChat,
      visitor: party.visitor,
      route: settings.route,
      transferFailReason: session.transferFailReason,
    },
    settings.inputs,
  )
  for (const { code, facts } of remarks) remarkOn(livechat, code, facts, party.key, cause)
  return inputs
}
