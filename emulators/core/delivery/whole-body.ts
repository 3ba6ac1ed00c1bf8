import type { AnswerHead } from './exchange.ts'
import type { Reader, Verdict } from './push.ts'

/** A reader for platforms that look at an answer only when it is complete. */
export function wholeBody<V>(judge: (body: Buffer, head: AnswerHead) => Verdict<V>): () => Reader<V> {
  return () => ({ end: judge })
}
