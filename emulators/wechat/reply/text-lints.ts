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
  const cut = content.indexOf('\uFFFD')
  if (cut >= 0)
    lints.push({
      code: 'replacement-character',
      found: `at character ${Array.from(content.slice(0, cut)).length}: ${excerptAround(content, cut)}`,
    })
  const markdown = MARKDOWN.map((pattern) => pattern.exec(content)?.[0]).find((found) => found !== undefined)
  if (markdown !== undefined) lints.push({ code: 'markdown', found: markdown.slice(0, 40) })
  return lints
}

const excerptAround = (content: string, at: number): string =>
  JSON.stringify(content.slice(Math.max(0, at - 8), at + 8).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, ''))
