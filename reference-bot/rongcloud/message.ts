import { z } from 'zod'

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined)

/**
 * A message between users, as message routing and the bot webhook hand it over.
 * https://docs.rongcloud.cn/platform-chat-api/message/sync
 */
export const RoutedMessage = z.object({
  fromUserId: z.string().min(1),
  /** In a group the group's id. */
  toUserId: z.string().min(1),
  objectName: z.string(),
  /** JSON in a string. */
  content: z.string(),
  channelType: z.string(),
  msgUID: optionalText,
  msgTimestamp: z.coerce.string().optional(),
  /** 1: held back because of a sensitive word. */
  sensitiveType: z.coerce.number().optional(),
})
export type RoutedMessage = z.infer<typeof RoutedMessage>

/** https://docs.rongcloud.cn/platform-chat-api/bot/callback-channels/bot-callback-webhook */
export const BotWebhook = z.object({ type: z.string(), data: RoutedMessage })

/** https://docs.rongcloud.cn/v4-platform/views/im/server/security/msgcb.html */
export const MessageToSend = z.object({ content: z.string() })

const TextContent = z.object({
  content: z.string(),
  mentionedInfo: z.object({ userIdList: z.array(z.string()).default([]) }).optional(),
})

/** A message that is meant for the bot. */
export interface Heard {
  /** The text; `undefined` when the message holds none. */
  readonly text: string | undefined
  readonly from: string
  /** Set when the message came in a group that it mentions the bot in. */
  readonly groupId: string | undefined
}

/**
 * Tells whether a message is for the bot, and what it says. Routing hands over every message of the app: those of others, and the
 * bot's own ones, which it must never answer.
 */
export function hear(message: RoutedMessage, botUserId: string): Heard | undefined {
  if (message.fromUserId === botUserId || message.sensitiveType === 1) return undefined
  const content = readContent(message)
  const from = message.fromUserId
  if (message.channelType === 'PERSON')
    return message.toUserId === botUserId ? { text: content?.content, from, groupId: undefined } : undefined
  const isMentioned = content?.mentionedInfo?.userIdList.includes(botUserId) === true
  if (message.channelType !== 'GROUP' || !isMentioned) return undefined
  return { text: content.content, from, groupId: message.toUserId }
}

/** What makes two callbacks the same message: a message comes through routing and through the webhook, and may come again. */
export function messageKey(message: RoutedMessage): string {
  const { msgUID, fromUserId, toUserId, msgTimestamp, content } = message
  return msgUID ?? JSON.stringify([fromUserId, toUserId, msgTimestamp, content])
}

function readContent(message: RoutedMessage): z.infer<typeof TextContent> | undefined {
  if (message.objectName !== 'RC:TxtMsg' && message.objectName !== 'RC:ReferenceMsg') return undefined
  try {
    return TextContent.parse(JSON.parse(message.content))
  } catch {
    // Some clients send a bare text where JSON belongs; a person wrote it all the same.
    return message.objectName === 'RC:TxtMsg' ? { content: message.content } : undefined
  }
}
