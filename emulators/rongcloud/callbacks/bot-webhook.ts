import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import type { Bot, Integration } from '../bots/bot.ts'
import type { StoredMessage } from '../messages/store.ts'
import { remark } from '../remarks.ts'
import type { RongCloud } from '../rongcloud.ts'
import { deliverCallback, readStatus } from './callback.ts'
import { channelTypeOf } from './routing.ts'

/** The only event the documents name. */
const EVENT = 'message:private'

/** Whether an integration wants a message. Empty lists want everything. */
export function wants(integration: Integration, message: Pick<StoredMessage, 'objectName'>): boolean {
  const { enabled, objectNames, events } = integration
  return (
    enabled &&
    (objectNames.length === 0 || objectNames.includes(message.objectName)) &&
    (events.length === 0 || events.includes(EVENT))
  )
}

/**
 * The envelope of a bot's webhook. `data.content` is a JSON text, not an object; the tail of `data` is by analogy with
 * message routing.
 *
 * Source: https://docs.rongcloud.cn/platform-chat-api/bot/callback-channels/bot-callback-webhook
 */
export function webhookEnvelope(bot: Bot, message: StoredMessage, source: string, now: number): object {
  return {
    type: EVENT,
    timestamp: now,
    bot: {
      userId: bot.userId,
      name: bot.name,
      profileUrl: bot.profileUrl,
      type: bot.type,
      metadata: bot.metadata ?? {},
    },
    data: {
      fromUserId: message.fromUserId,
      toUserId: message.targetId,
      objectName: message.objectName,
      content: message.content,
      channelType: channelTypeOf(message),
      msgTimestamp: message.sentTime,
      msgUID: message.messageUID,
      source,
    },
  }
}

/** Brings a message to a bot's own webhook. */
export function callBot(
  rong: RongCloud,
  bot: Bot,
  integration: Integration,
  message: StoredMessage,
  source: string,
  cause: number,
): void {
  const { timeout, attempts, pause } = rong.settings.webhook
  const conversation = message.fromUserId
  deliverCallback<never>(rong, {
    what: 'webhook',
    url: integration.callbackUrl ?? '',
    contentType: 'application/json',
    body: JSON.stringify(webhookEnvelope(bot, message, source, rong.world.clock.wall())),
    messageUID: message.messageUID,
    user: message.fromUserId,
    conversation,
    lane: `rongcloud/webhook/${bot.userId}/${conversation}`,
    timeoutMs: timeout,
    attempts,
    pauseMs: pause,
    read: (body, head) => readAnswer(rong, integration, body, head, cause),
    cause,
  })
}

function readAnswer(
  rong: RongCloud,
  { handleResponse }: Integration,
  body: Buffer,
  head: AnswerHead,
  cause: number,
): Verdict<never> {
  if (handleResponse && body.length > 0) {
    remark(
      rong,
      'response-ignored',
      {
        en: `handleResponse is on, and the webhook answered ${body.length} bytes that nobody reads.`,
        zh: `handleResponse 已开启，但 webhook 应答的 ${body.length} 字节没有人读取。`,
      },
      { cause },
    )
  }
  return readStatus(body, head)
}
