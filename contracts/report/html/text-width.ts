/** Wide in every font that has them: CJK, kana, hangul, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u
const NARROW = /[iljtfI.,:;'"`|!()[\]{} ·-]/
const CAPITAL = /[A-Z0-9@%&MWmw]/

function widthOf(character: string): number {
  if (WIDE.test(character)) return 1
  if (NARROW.test(character)) return 0.33
  return CAPITAL.test(character) ? 0.68 : 0.56
}

/** About how wide a text is, in ems of a proportional font; rather too much than too little. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/**
 * Breaks a text into at most `most` lines of `ems`, between words where there are any and between Chinese characters; what is
 * left over ends in an ellipsis.
 */
export function breakText(text: string, ems: number, most: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of wordsOf(text).flatMap((one) => splitWord(one, ems))) {
    if (line !== '' && textWidth(line + word.trimEnd()) > ems) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += line === '' ? word.trimStart() : word
  }
  if (line.trimEnd() !== '') lines.push(line.trimEnd())
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), shorten(lines.slice(most - 1).join(' '), ems)]
}

/** Words with the spaces behind them; a wide character is a word of its own. */
const wordsOf = (text: string): string[] => text.match(/[\u1100-\uFFEF] *|[^ \u1100-\uFFEF]+ *| +/g) ?? []

/** A word that fits no line, in pieces that do. */
function splitWord(word: string, ems: number): string[] {
  if (textWidth(word) <= ems) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (textWidth(piece + character) > ems) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}

/** Cuts a text so that it fits with an ellipsis behind it. */
export function shorten(text: string, ems: number): string {
  if (textWidth(text) <= ems) return text
  let cut = ''
  for (const character of text) {
    if (textWidth(cut + character) > ems - 0.8) break
    cut += character
  }
  return `${cut.trimEnd()}…`
}
