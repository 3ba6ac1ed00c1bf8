import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'

/** A message that went to the robot. */
export interface Received {
  readonly msgId: string
  readonly conversation: Conversation
  readonly sender: Person
  /** Ms since the epoch. */
  readonly createAt: number
  readonly msgtype: string
  /** `text` or `content` as it stood in the callback. */
  readonly content: Readonly<Record<string, unknown>>
  /** Pushes the same message once more. */
  readonly again: (cause: number) => void
}

/** The newest messages to the robot. */
export interface Inbox {
  add(received: Received): void
  latest(): Received | undefined
  find(msgId: string): Received | undefined
  clear(): void
}

const MOST = 1000

/** No message yet. */
export function createInbox(): Inbox {
  const messages = new Map<string, Received>()
  let latest: Received | undefined
  return {
    add(received) {
      messages.set(received.msgId, received)
      latest = received
      if (messages.size > MOST) messages.delete(messages.keys().next().value!)
    },
    latest: () => latest,
    find: (msgId) => messages.get(msgId),
    clear() {
      messages.clear()
      latest = undefined
    },
  }
}
