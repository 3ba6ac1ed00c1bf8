import { parseContent } from './content.ts'
import type { StoredMessage } from './store.ts'

/** What the filter does with words. */
export interface WordFilter {
  readonly block: readonly string[]
  readonly replace: Readonly<Record<string, string>>
}

/** A message after the filter; `sensitiveType` is 0 untouched, 1 blocked, 2 with words replaced. */
export interface Filtered {
  readonly message: StoredMessage
  readonly sensitiveType: 0 | 1 | 2
}

/** Passes a text message of a client through the filter of sensitive words. */
export function filterWords(message: StoredMessage, filter: WordFilter): Filtered {
  const parsed = message.objectName === 'RC:TxtMsg' ? parseContent(message.content) : undefined
  const text = parsed?.['content']
  if (typeof text !== 'string') return { message, sensitiveType: 0 }
  if (filter.block.some((word) => text.includes(word))) return { message, sensitiveType: 1 }
  const replaced = Object.entries(filter.replace).reduce(
    (filtered, [word, other]) => filtered.replaceAll(word, () => other),
    text,
  )
  if (replaced === text) return { message, sensitiveType: 0 }
  return { message: { ...message, content: JSON.stringify({ ...parsed, content: replaced }) }, sensitiveType: 2 }
}
