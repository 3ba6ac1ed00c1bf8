import { html, type Markup } from './markup.ts'

/** Text that stands for itself, or one of the marks that chat apps know; nothing nests. */
const INLINE =
  /`(?<code>[^`\n]+)`|\*\*(?<strong>[^*\n]+)\*\*|\*(?<em>[^*\s][^*\n]*)\*|!\[(?<alt>[^\]\n]*)\]\([^)\s]*\)|\[(?<link>[^\]\n]+)\]\((?<url>[^)\s]+)\)/g

/**
 * Markdown as chat apps show it: headings, lists, quotes, code, bold, links. Everything else stays as it was typed; a picture is
 * a word, because the page loads nothing.
 */
export function showMarkdown(text: string): Markup {
  const blocks: Markup[] = []
  // Code stands between fences, so every second piece is code.
  for (const [at, piece] of text.split(/^```.*$/m).entries()) {
    if (at % 2 === 1) blocks.push(html`<pre>${piece.replaceAll(/^\n|\n$/g, '')}</pre>`)
    else blocks.push(...piece.split('\n').flatMap((line) => (line.trim() === '' ? [] : [showLine(line)])))
  }
  return html`${blocks}`
}

function showLine(line: string): Markup {
  const [, marks = '', heading] = /^(#{1,6}) (.*)$/.exec(line) ?? []
  if (heading !== undefined) return html`<p class="h${marks.length}">${showInline(heading)}</p>`
  const [, quoted] = /^> ?(.*)$/.exec(line) ?? []
  if (quoted !== undefined) return html`<blockquote>${showInline(quoted)}</blockquote>`
  const [, indent = '', bullet, item] = /^( *)([-*+]|\d{1,4}\.) (.*)$/.exec(line) ?? []
  if (item === undefined) return /^(-{3,}|\*{3,})\s*$/.test(line) ? html`<hr />` : html`<p>${showInline(line)}</p>`
  const mark = bullet?.endsWith('.') === true ? bullet : '•'
  return html`<p class="item${indent.length > 1 && ' deep'}"><i>${mark}</i><span>${showInline(item)}</span></p>`
}

function showInline(text: string): Markup {
  const shown: (string | Markup)[] = []
  let from = 0
  for (const found of text.matchAll(INLINE)) {
    shown.push(text.slice(from, found.index), showMark(found.groups ?? {}))
    from = found.index + found[0].length
  }
  return html`${[...shown, text.slice(from)]}`
}

function showMark({ code, strong, em, alt, link, url }: Readonly<Record<string, string | undefined>>): Markup {
  if (code !== undefined) return html`<code>${code}</code>`
  if (strong !== undefined) return html`<strong>${strong}</strong>`
  if (em !== undefined) return html`<em>${em}</em>`
  // Where a bot's link leads is told, not followed.
  if (link !== undefined) return html`<u title="${url}">${link}</u>`
  return html`<span class="thing">${alt === '' ? 'picture' : alt}</span>`
}
