import type { Bilingual } from '../../core/journal-entries.ts'

/** Markdown that DingTalk does not promise to show. */
const UNPROMISED: readonly (readonly [pattern: RegExp, name: Bilingual])[] = [
  [/^\|.+\|[ \t]*\n\|[ :|-]+\|/m, { en: 'a table', zh: '表格' }],
  [/^(?:```|~~~)/m, { en: 'a fenced code block', zh: '代码块' }],
  [
    /<\/?(?:br|p|div|span|table|t[dhr]|img|a|font|b|i|u|code|pre|details|summary)\b[^>\n]*>/i,
    { en: 'HTML', zh: 'HTML 标签' },
  ],
  [/^\s*[-*+] \[[ xX]\] /m, { en: 'a task list', zh: '任务列表' }],
  [/~~[^~\n]+~~/, { en: 'struck-out text', zh: '删除线' }],
]

const MARKS: readonly RegExp[] = [
  /^#{1,6} \S/m,
  /\*\*[^*\n]+\*\*/,
  /!\[[^\]\n]*\]\([^)\s]+\)/,
  /(?<!!)\[[^\]\n]+\]\(https?:[^)\s]+\)/,
  /^```/m,
  /^\|.+\|\s*\n\|[ :|-]+\|/m,
]

/** A line that begins a block of its own, so that no break is lost before it. */
const BLOCK = /^\s*(?:#{1,6} |[-*+] |\d+[.)] |>|\||```|$)/

/** From how many characters on some clients show a Markdown message cut or blank; field reports say 3,500 to 3,800. */
export const UNWIELDY_CHARACTERS = 3800

/**
 * What in a Markdown message is not in the documented subset: headings, quotes, bold, italic, links, pictures and lists.
 *
 * Source: https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export function listUnpromised(text: string): Bilingual[] {
  return UNPROMISED.filter(([pattern]) => pattern.test(text)).map(([, name]) => name)
}

/** The first line of Markdown whose end is lost, because no two spaces stand before it. */
export function findLostBreak(text: string): string | undefined {
  const lines = text.split('\n')
  return lines.find((line, at) => {
    const next = lines[at + 1]
    return (
      next !== undefined &&
      line.trim() !== '' &&
      !line.endsWith('  ') &&
      !/^\s*(?:#|>|\|)/.test(line) &&
      !BLOCK.test(next)
    )
  })
}

/** Markdown in a message that is shown as it is written. */
export function findMarkdown(text: string): string | undefined {
  return MARKS.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined)
}
