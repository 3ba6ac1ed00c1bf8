import type { Lint } from './verdict.ts'

const MARKDOWN: readonly RegExp[] = [
  /^#{1,6} \S/m,
  /\*\*[^*\n]+\*\*/,
  /!\[[^\]\n]*\]\([^)\s]+\)/,
  /(?<!!)\[[^\]\n]+\]\(https?:[^)\s]+\)/,
  /^```/m,
  /^\|.+\|\s*\n\|[ :|-]+\|/m,
]

/** What a text says that the user will see differently than meant; for passive replies and service messages alike. */
export function lintText(content: string): Lint[] {
  const lints: Lint[] = []
  if (content.includes('\r\n')) lints.push({ code: 'carriage-return' })
  if (content.includes('\uFFFD')) lints.push({ code: 'replacement-character' })
  const markdown = MARKDOWN.map((pattern) => pattern.exec(content)?.[0]).find((found) => found !== undefined)
  if (markdown !== undefined) lints.push({ code: 'markdown', found: markdown.slice(0, 40) })
  return lints
}
