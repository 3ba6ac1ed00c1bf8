/** What the typing rule remembers of one user; times in ms since the epoch. */
export interface TypingState {
  /** The last message in either direction. */
  readonly exchangedAt?: number
  readonly typingUntil?: number
}

const EXCHANGE_MS = 30_000
const TYPING_MS = 15_000

/**
 * Starts typing, or says with which code it is refused: 45080 without a message in either direction within 30 s, 45081
 * while the state is on (15 s).
 *
 * Source: https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing
 */
export function startTyping(state: TypingState, now: number): { readonly refused: 45080 | 45081 } | TypingState {
  if (state.exchangedAt === undefined || now - state.exchangedAt > EXCHANGE_MS) return { refused: 45080 }
  if (state.typingUntil !== undefined && now < state.typingUntil) return { refused: 45081 }
  return { ...state, typingUntil: now + TYPING_MS }
}

/** A message went to the user or came from them; one to the user ends the typing state. */
export function noteExchange(state: TypingState, now: number, toUser: boolean): TypingState {
  return toUser ? { exchangedAt: now } : { ...state, exchangedAt: now }
}
