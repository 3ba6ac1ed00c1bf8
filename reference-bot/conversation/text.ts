const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** Where a reader does not mind a break. */
const GOOD_BREAK = /[\n。！？；!?;]$/

// XML 1.0 has no way to write these, not even as an entity: https://www.w3.org/TR/xml/#charsets
// eslint-disable-next-line no-control-regex -- naming control characters is the point
const NOT_FOR_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** How many bytes a text takes in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8')

/** A text as any platform can carry it: no control characters, no broken surrogates, and `\n` as the only line break. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\r\n', '\n').replace(NOT_FOR_XML, '')
}

/**
 * Cuts a text into pieces that are each at most `maxBytes` of UTF-8. Joined, they are the text again. A character that a
 * reader sees as one (an emoji with skin tone, a family joined by ZWJ, a letter with accents) stays whole, unless it alone is
 * larger than a piece.
 *
 * @param maxBytes at least 4, so that every code point fits
 * @param fill `nicely` ends pieces after a sentence where one ends in the second half; `densely` needs the fewest pieces
 */
export function splitText(text: string, maxBytes: number, fill: 'nicely' | 'densely' = 'nicely'): string[] {
  const pieces: string[] = []
  let piece = ''
  let bytes = 0
  let goodBreak = 0

  const append = (unit: string) => {
    const size = byteLength(unit)
    while (bytes + size > maxBytes) {
      const cut = fill === 'nicely' && goodBreak > piece.length / 2 ? goodBreak : piece.length
      pieces.push(piece.slice(0, cut))
      piece = piece.slice(cut)
      bytes = byteLength(piece)
      goodBreak = 0
    }
    piece += unit
    bytes += size
    if (GOOD_BREAK.test(unit)) goodBreak = piece.length
  }

  for (const { segment } of graphemes.segment(text)) {
    if (byteLength(segment) <= maxBytes) append(segment)
    else for (const codePoint of segment) append(codePoint)
  }
  if (piece !== '') pieces.push(piece)
  return pieces
}

/** The message asks for a person instead of a bot. */
export function wantsHuman(text: string): boolean {
  return text.includes('人工')
}
