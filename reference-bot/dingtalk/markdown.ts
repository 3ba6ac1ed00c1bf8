import { splitText } from '../conversation/text.ts'

/** Signs that a reader should see as formatting. */
const MARKS = /(?:\*\*|__|```|`|^#{1,6} |^\s*[-*] |^\s*\d+\. |\[[^\]]*\]\()/m
const TITLE_CHARACTERS = 20

/**
 * What one message holds, in bytes: about 3,500 Chinese characters, which every client still shows, and well below the limits
 * of a webhook's body (20,000) and of `msgParam` (15,000).
 */
const MAX_MESSAGE_BYTES = 10_500

/** A message in the two formats that the webhook and the OpenAPI have names for. */
export type Formatted =
  | { readonly format: 'text'; readonly text: string }
  | { readonly format: 'markdown'; readonly title: string; readonly text: string }

/** Cuts an answer into messages, as Markdown when it is written in it. A Markdown message without a title is refused. */
export function formatAnswer(answer: string): Formatted[] {
  const pieces = splitText(answer, MAX_MESSAGE_BYTES).filter((piece) => piece.trim() !== '')
  if (!MARKS.test(answer)) return pieces.map((text) => ({ format: 'text', text }))
  return pieces.map((text) => ({ format: 'markdown', title: titleOf(text), text: keepLineBreaks(text) }))
}

/** DingTalk joins lines that have no two spaces before the break. */
export function keepLineBreaks(markdown: string): string {
  return markdown.replace(/(\S)[ \t]*\n(?!\n)/g, '$1  \n')
}

function titleOf(markdown: string): string {
  const words = markdown.replace(/[#*_`>[\]()-]/g, '').trim()
  const firstLine = words.split('\n')[0] ?? ''
  return [...firstLine].slice(0, TITLE_CHARACTERS).join('') || '回复'
}
