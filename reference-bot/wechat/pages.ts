import { byteLength, splitText } from '../conversation/text.ts'

/** WeChat's limit for a text, in bytes of UTF-8, for passive replies and service messages alike. */
export const MAX_TEXT_BYTES = 2048

/** How a page ends that is not the last one the user will need. */
export const MORE = '\n（未完，回复“继续”看下文）'

/** What can be shown now, and what has to wait for the user's next message. */
export interface Pages {
  readonly pages: readonly string[]
  readonly rest: string
}

/**
 * Lays a text out on at most `allowed` pages of 2048 bytes. When that is not enough, the last page says how to get the rest.
 */
export function layOut(text: string, allowed: number): Pages {
  if (allowed === 0) return { pages: [], rest: text }
  const nice = splitText(text, MAX_TEXT_BYTES)
  if (nice.length <= allowed) return { pages: visible(nice), rest: '' }
  const dense = splitText(text, MAX_TEXT_BYTES, 'densely')
  if (dense.length <= allowed) return { pages: visible(dense), rest: '' }
  const short = splitText(text, MAX_TEXT_BYTES - byteLength(MORE))
  const pages = short.slice(0, allowed)
  const last = pages.pop() ?? ''
  return { pages: visible([...pages, last + MORE]), rest: short.slice(allowed).join('') }
}

/** WeChat refuses a text that is empty, and shows one of blanks as nothing. */
function visible(pages: readonly string[]): string[] {
  return pages.filter((page) => page.trim() !== '')
}
