import type { LivechatSettings } from '../settings.ts'

/** A message of a visitor that the gateway can push. */
export type VisitorMessage =
  | { readonly type: 100; readonly content: string }
  | { readonly type: 105; readonly fileUrl: string; readonly fileName: string }

export interface PushContent {
  readonly robotId: string
  /** The bot's own id, handed back byte for byte; undefined on the first turn. */
  readonly conversationId: string | undefined
  readonly messages: readonly VisitorMessage[]
  /** In a WeCom group the group's id. */
  readonly visitorId: string
  /** In a WeCom group the member's id, elsewhere the visitor's. */
  readonly sender: string
  readonly inputs: Readonly<Record<string, unknown>> | undefined
  readonly responseMode: 'blocking' | 'streaming'
}

type PushSettings = Pick<LivechatSettings['push'], 'firstTurnConversationId' | 'messageTypeAs' | 'omitSender'>

/** Builds the JSON of a push: these fields in this order, no others. */
export function buildPushBody(content: PushContent, settings: PushSettings): string {
  const firstTurn = { absent: {}, null: { conversationId: null }, empty: { conversationId: '' } }
  const conversation =
    content.conversationId === undefined
      ? firstTurn[settings.firstTurnConversationId]
      : { conversationId: content.conversationId }
  return JSON.stringify({
    robotId: content.robotId,
    ...conversation,
    data: content.messages.map(({ type, ...message }) => ({
      messageType: settings.messageTypeAs === 'string' ? String(type) : type,
      message,
    })),
    visitorId: content.visitorId,
    ...(settings.omitSender ? {} : { sender: content.sender }),
    ...(content.inputs === undefined ? {} : { inputs: content.inputs }),
    responseMode: content.responseMode,
  })
}
