import { remarkUnansweredQuestions } from './agent/unanswered.ts'
import { remarkUnfinishedCards } from './cards/unfinished.ts'
import type { Dingtalk } from './dingtalk.ts'

/** A rehearsal has ended: says what is still unfinished. */
export function remarkUnfinished(dingtalk: Dingtalk): void {
  remarkUnfinishedCards(dingtalk)
  remarkUnansweredQuestions(dingtalk)
}
