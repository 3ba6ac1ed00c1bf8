import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'

/** How a message of the bot came into the chat. */
export type Via = 'callback-reply' | 'session-webhook' | 'custom-robot'

/** Who posts a message, and how. */
export interface PostAbout {
  readonly via: Via
  readonly cause: number
  /** The name shown over a custom robot's message. */
  readonly robotName?: string
}

/**
 * Posts the body of a webhook message (`{ msgtype, text: … , at }`) into a conversation: reads it leniently, judges it strictly,
 * shows it with who was notified. A refusal when it cannot be shown.
 */
export function postMessage(
  _dingtalk: Dingtalk,
  _conversation: Conversation,
  _body: unknown,
  _about: PostAbout,
): LegacyRefusal | undefined {
  return undefined
}
