import { CST, Lexer } from 'yaml'

const DEEPEST_FLOW = 64
const WIDEST_INDENT = 200

const INDENTING = new Set(['space', 'seq-item-ind', 'explicit-key-ind'])

/**
 * The offset in `text` where YAML nests deeper than a parser can follow on its stack, or undefined. A stack that overflows
 * inside a regular expression ends the whole process, so this is found out before anything is parsed.
 */
export function findTooDeep(text: string): number | undefined {
  let offset = 0
  let flow = 0
  let indent = 0
  let atLineStart = true
  let isScalarNext: boolean = false
  for (const lexeme of new Lexer().lex(text)) {
    const type: string | null = isScalarNext ? 'content' : CST.tokenType(lexeme)
    isScalarNext = type === 'scalar'
    // Marks that stand for no character of the file.
    if (type === 'scalar' || type === 'doc-mode' || type === 'flow-error-end') continue
    if (type === 'newline') {
      atLineStart = true
      indent = 0
    } else if (type !== null && INDENTING.has(type)) {
      if (atLineStart) indent += lexeme.length
    } else {
      atLineStart = false
      if (type === 'flow-seq-start' || type === 'flow-map-start') flow += 1
      if (type === 'flow-seq-end' || type === 'flow-map-end') flow = Math.max(0, flow - 1)
    }
    if (flow > DEEPEST_FLOW || indent > WIDEST_INDENT) return offset
    offset += lexeme.length
  }
  return undefined
}
