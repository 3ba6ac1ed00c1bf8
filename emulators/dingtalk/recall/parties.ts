import type { RecallGround } from '../../core/recall.ts'
import { sessionIn, textIn, type Fields } from './ids.ts'

/** Who and where the ids of the traffic are, by the names a scenario uses. */
export interface Parties {
  /** Somebody, by any of their ids. */
  person(...ids: readonly string[]): string
  /** The chat a message was sent in: its group, or the person. Remembers the ways that lead there. */
  chatOf(message: Fields, from: string): { readonly name: string; readonly isGroup: boolean }
  /**
   * The chat somebody asks the assistant in. Nothing says whether it is a group: a person has one chat alone with it, so another is
   * a group, and so is one in which somebody else has asked.
   */
  placeOf(conversationId: string, from: string): { readonly name: string; readonly isGroup: boolean }
  /** The chat with this openConversationId. */
  withId(conversationId: string): string | undefined
  /** The chat a webhook's address leads to. */
  withSession(url: string): string | undefined
  /** Remembers that a token or an address leads to a chat. */
  lead(key: string, chat: string): void
  led(key: string): string | undefined
  /** Whether this differs from what was said before; at first webhooks are not past. */
  turnPast(isPast: boolean): boolean
}

const MOST = 10_000

/** Nobody is known yet. */
export function createParties(ground: RecallGround): Parties {
  const chats = new Map<string, string>()

  function lead(key: string, chat: string): void {
    if (key === '') return
    chats.set(key, chat)
    if (chats.size > MOST) chats.delete(chats.keys().next().value ?? '')
  }

  const singles = new Map<string, string>()
  let isPast = false

  return {
    placeOf(id, from) {
      const known = chats.get(id) ?? (singles.has(from) ? ground.group(id) : from)
      const name = known !== from && singles.get(known) === id ? ground.group(id) : known
      if (name === from && !singles.has(from)) singles.set(from, id)
      if (singles.size > MOST) singles.delete(singles.keys().next().value ?? '')
      lead(id, name)
      return { name, isGroup: name !== from }
    },
    person: (id = '', ...others) => ground.person(id, ...others),
    chatOf(message, from) {
      const id = textIn(message, 'conversationId')
      const isGroup = textIn(message, 'conversationType') === '2'
      const title = textIn(message, 'conversationTitle')
      const name = isGroup ? ground.group(id, ...(title === '' ? [] : [title])) : from
      if (!isGroup) singles.set(from, id)
      lead(id, name)
      lead(sessionIn(textIn(message, 'sessionWebhook')) ?? '', name)
      return { name, isGroup }
    },
    withId: (conversationId) => chats.get(conversationId),
    withSession: (url) => chats.get(sessionIn(url) ?? ''),
    lead,
    led: (key) => chats.get(key),
    turnPast(next) {
      const isTurn = next !== isPast
      isPast = next
      return isTurn
    },
  }
}
