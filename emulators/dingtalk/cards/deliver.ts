import type { Conversation } from '../corp/conversations.ts'
import { findRobot } from '../corp/robot.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { remark } from '../remarks/index.ts'
import type { Card } from './card.ts'
import { placeCard } from './show.ts'
import type { DeliverInput, Target } from './spaces.ts'

/** What became of a delivery, as `deliverResults` tells it. */
export interface DeliverResult {
  readonly spaceType: string
  readonly spaceId: string
  readonly success: boolean
  readonly carrierId?: string
  readonly errorMsg?: string
}

/**
 * Shows a card in its spaces. A group or robot that is not there makes that delivery fail, while the call succeeds.
 *
 * Source: https://open.dingtalk.com/document/development/create-and-deliver-cards
 */
export function deliverCard(
  dingtalk: Dingtalk,
  card: Card,
  input: DeliverInput,
  targets: readonly Target[],
  cause: number,
): DeliverResult[] {
  const results = targets.map((target) => deliverTo(dingtalk, card, input, target, cause))
  for (const { success, spaceType, spaceId, errorMsg } of results) {
    if (success) continue
    remark(
      dingtalk,
      'card-not-delivered',
      {
        en: `Card ${card.outTrackId} did not reach ${spaceType}.${spaceId}: ${errorMsg}. The call itself was answered with HTTP 200.`,
        zh: `卡片 ${card.outTrackId} 未能投放到 ${spaceType}.${spaceId}：${errorMsg}。接口本身仍返回 HTTP 200。`,
      },
      { cause },
    )
  }
  return results
}

function deliverTo(
  dingtalk: Dingtalk,
  card: Card,
  input: DeliverInput,
  { space, conversation, robotCode, why }: Target,
  cause: number,
): DeliverResult {
  const named = { spaceType: space.type, spaceId: space.id }
  if (conversation === undefined) return { ...named, success: false, errorMsg: why }
  const robot = robotCode === '' ? undefined : findRobot(dingtalk, robotCode)
  if (robotCode !== '' && robot?.isOwn !== true)
    return {
      ...named,
      success: false,
      errorMsg: robot === undefined ? 'robot is not exist' : 'robot is not of this app',
    }
  const notified = conversation.kind === 'group' ? mentioned(dingtalk, card, input, conversation) : []
  const line = placeCard(dingtalk, card, conversation, cause, notified)
  const { processQueryKey } = dingtalk.sent.add({
    openConversationId: conversation.kind === 'group' ? conversation.conversationId : undefined,
    robotCode: robotCode === '' ? dingtalk.settings.app.clientId : robotCode,
    lines: [line],
    receivers: [...conversation.members],
  })
  return { ...named, success: true, carrierId: processQueryKey }
}

/** Members whom `atUserIds` mentions; the key @ALL is everybody. */
function mentioned(
  { people }: Dingtalk,
  { userIdType }: Card,
  { imGroupOpenDeliverModel }: DeliverInput,
  { members }: Conversation,
): string[] {
  const ids = Object.keys(imGroupOpenDeliverModel?.atUserIds ?? {})
  if (ids.includes('@ALL')) return [...members]
  return ids.flatMap((id) => {
    const person = userIdType === 2 ? people.withUnionId(id) : people.withStaffId(id)
    return person !== undefined && members.has(person.name) ? [person.name] : []
  })
}
