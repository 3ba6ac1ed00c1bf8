import type { StoredMessage } from '../messages/store.ts'
import { CONVERSATION } from '../messages/store.ts'
import type { RongCloud } from '../rongcloud.ts'
import { deliverCallback, readStatus } from './callback.ts'

/** What routing tells besides the message itself. */
export interface RoutingFacts {
  /** 0 none, 1 blocked by the word filter, 2 words were replaced. */
  readonly sensitiveType: 0 | 1 | 2
  /** `iOS`, `Android`, `Websocket`, `MiniProgram`, `PC` or `Server`. */
  readonly source: string
  /** Receivers of a directed group message. */
  readonly directedTo: readonly string[]
}

/** The word of the callbacks for a sort of conversation. */
export const channelTypeOf = (message: Pick<StoredMessage, 'conversationType'>): 'PERSON' | 'GROUP' =>
  message.conversationType === CONVERSATION.group ? 'GROUP' : 'PERSON'

/**
 * The form of full message routing (全量消息路由), one message per call.
 *
 * Source: https://docs.rongcloud.cn/platform-chat-api/message/sync
 */
export function routingForm(message: StoredMessage, { sensitiveType, source, directedTo }: RoutingFacts): string {
  const form = new URLSearchParams({
    fromUserId: message.fromUserId,
    toUserId: message.targetId,
    objectName: message.objectName,
    content: message.content,
    channelType: channelTypeOf(message),
    msgTimestamp: String(message.sentTime),
    msgUID: message.messageUID,
    sensitiveType: String(sensitiveType),
    source,
  })
  for (const userId of directedTo) form.append('groupUserIds', userId)
  return form.toString()
}

/** Routes a message to the app's server. */
export function routeMessage(
  rong: RongCloud,
  message: StoredMessage,
  facts: RoutingFacts,
  conversation: string,
  cause: number,
): void {
  const { timeout, attempts, pause } = rong.settings.routing
  deliverCallback<never>(rong, {
    what: 'routing',
    url: rong.world.webhook('rongcloud', 'routing'),
    contentType: 'application/x-www-form-urlencoded',
    body: routingForm(message, facts),
    messageUID: message.messageUID,
    user: message.fromUserId,
    conversation,
    lane: `rongcloud/routing/${channelTypeOf(message)}/${conversation}`,
    timeoutMs: timeout,
    attempts,
    pauseMs: pause,
    read: readStatus,
    cause,
  })
}
