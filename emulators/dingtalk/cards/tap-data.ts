import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Card } from './card.ts'

/** A tap on something of a card that calls back (回传请求). */
export interface Tap {
  readonly person: Person
  /** Where the card stood that was tapped. */
  readonly conversation: Conversation
  readonly actionIds: readonly string[]
  /** What the template has put behind the button. */
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * The data of a card's frame.
 *
 * Source: https://github.com/open-dingtalk/dingtalk-stream-sdk-python/blob/main/dingtalk_stream/card_callback.py
 */
export function cardData({ settings }: Dingtalk, card: Card, tap: Tap): object {
  const userId = idOf(card, tap.person)
  const isGroup = tap.conversation.kind === 'group'
  const content = contentOf(tap)
  return {
    type: 'actionCallback',
    outTrackId: card.outTrackId,
    corpId: settings.corpId,
    userIdType: card.userIdType,
    userId,
    spaceType: isGroup ? 'IM_GROUP' : 'IM_ROBOT',
    spaceId: isGroup ? tap.conversation.conversationId : userId,
    extension: '{}',
    content,
    value: content,
  }
}

/**
 * The data of an AI card's frame: a token for update or reply, and what was tapped.
 *
 * Source: https://open.dingtalk.com/document/development/intelligent-interaction-callback
 */
export function assistantData({ agent }: Dingtalk, card: Card, tap: Tap, cause: number): object {
  const { conversation, person } = tap
  const { turn } = agent.open({ origin: 'tap', conversation, person: person.name, cause, card })
  return { conversationToken: turn.token, content: contentOf(tap) }
}

/** `content`: which components were tapped, with their parameters, as a text of JSON. */
export const contentOf = ({ actionIds, params }: Tap): string =>
  JSON.stringify({ cardPrivateData: { actionIds, params } })

/** The id of a person in callbacks of this card. */
export const idOf = ({ userIdType }: Card, { staffId, unionId }: Person): string =>
  userIdType === 2 ? unionId : staffId
