import type { Exchange } from '../conversation/history.ts'

/** What an answer is made from. */
export interface Question {
  /** Names the conversation, for sources that keep their own session; see `conversationKey`. */
  readonly conversation: string
  readonly text: string
  readonly history: readonly Exchange[]
  /** Stops the work when nobody waits for it any more. */
  readonly signal: AbortSignal
  /** Called when the source wants a person to take over after this answer; `group` is their skill group, where it names one. */
  readonly onHandOver?: (group?: string) => void
}

/** Where answers come from. Each call is one answer; failures reject. */
export interface AnswerSource {
  /** The whole answer; may be empty. */
  ask(question: Question): Promise<string>
  /** The answer in pieces, as they are made. */
  stream(question: Question): AsyncIterable<string>
}
