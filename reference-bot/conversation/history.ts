import { createRecent } from './recent.ts'

/** One turn of a conversation that has been answered. */
export interface Exchange {
  readonly question: string
  readonly answer: string
}

/** What was said lately, by conversation. */
export interface History {
  of(conversation: string): readonly Exchange[]
  add(conversation: string, exchange: Exchange): void
  forget(conversation: string): void
}

/**
 * Names the conversation whose memory a message belongs to. All four parts are needed: the same person in two groups, or two
 * people in one group, must not hear what the other said.
 */
export function conversationKey(platform: string, account: string, conversation: string, user: string): string {
  return JSON.stringify([platform, account, conversation, user])
}

/** Keeps the last exchanges of the conversations that were active lately; both are bounded. */
export function createHistory(
  limits = { exchanges: 6, conversations: 5000, ageMs: 2 * 60 * 60 * 1000 },
  now: () => number = Date.now,
): History {
  const recent = createRecent<readonly Exchange[]>({ entries: limits.conversations, ageMs: limits.ageMs }, now)
  const of = (conversation: string) => recent.get(conversation) ?? []
  return {
    of,
    add: (conversation, exchange) => recent.set(conversation, [...of(conversation), exchange].slice(-limits.exchanges)),
    forget: (conversation) => recent.delete(conversation),
  }
}
