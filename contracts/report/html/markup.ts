/** Markup that is safe to stand in the page as it is. */
export interface Markup {
  readonly markup: string
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, nothing is nothing. */
export type Content = string | number | Markup | undefined | false | readonly Content[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Control characters have no meaning in a page, but a reader has to see that a bot sent them. */
function showControl(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code === 0x7f ? '\u2421' : code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\uFFFD'
}

/** Makes any text harmless in an element or a quoted attribute; whatever a bot answers comes through here. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(/(?![\t\n])\p{Cc}|[\uFFFE\uFFFF]/gu, showControl)
}

function render(content: Content): string {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string') return escapeText(content)
  if (typeof content === 'number') return String(content)
  return 'markup' in content ? content.markup : content.map(render).join('')
}

/** A template of HTML or SVG whose values are escaped unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: parts.reduce((text, part, at) => text + render(contents[at - 1]) + part) }
}

/** Text of ours that needs no escaping: the style, the script. */
export const trusted = (markup: string): Markup => ({ markup })
