import { show, type Judge } from '../remarks/judge.ts'

/** What is known about the conversation before an answer is read. */
export interface ConversationState {
  /** The id that was pushed. */
  readonly known: string | undefined
  /** Number of this turn, from 1. */
  readonly turn: number
  /** How this mode spells the field. */
  readonly field: 'conversationId' | 'conversation_id'
}

const LONGEST_ID = 256

/** Remarks on the conversation id an answer brought: missing, changed, or lost. What counts is always the newest given. */
export function judgeConversation(
  { known, turn, field }: ConversationState,
  given: string | undefined,
  judge: Judge,
): void {
  if (given === undefined || given === '') {
    if (known !== undefined) judge.note('conversation-id-lost', {}, { field, kept: show(known) })
    else if (turn === 1) judge.note('conversation-id-missing', {}, { field })
    else judge.note('conversation-id-missing-again', {}, { field, turn })
    return
  }
  if (known !== undefined && known !== given)
    judge.note('conversation-id-changed', {}, { kept: show(known), given: show(given) })
  if (given.length > LONGEST_ID) judge.note('conversation-id-long', {}, { length: given.length })
}
