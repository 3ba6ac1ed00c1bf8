import type { Exchange } from '../conversation/history.ts'

/** What an answer is made from. */
export interface Question {
  /** Names the conversation, for sources that keep their own session; see `conversationKey`. */
  readonly conversation: string
  readonly text: string
  readonly history: readonly Exchange[]
  /** Stops the work when nobody waits for it any more. */
  readonly signal: AbortSignal
}

/** Where answers come from. Each call asks the source exactly once; failures reject, and nothing is tried again. */
export interface AnswerSource {
  /** The whole answer; may be empty. */
  ask(question: Question): Promise<string>
  /** The answer in pieces, as they are made. */
  stream(question: Question): AsyncIterable<string>
}
