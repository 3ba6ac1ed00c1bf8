/** A part of a text: as it was, or put there instead of something that may not be shown. */
export interface TextPiece {
  readonly text: string
  readonly replaced: boolean
}

/** Cuts a text at everything that is to be replaced: fixed texts first, in the given order, then patterns. */
export function textPieces(
  text: string,
  fixed: readonly (readonly [from: string, to: string])[],
  patterns: readonly (readonly [pattern: RegExp, to: string])[],
): TextPiece[] {
  let pieces: TextPiece[] = [{ text, replaced: false }]
  for (const [from, to] of fixed) {
    if (text.includes(from)) pieces = pieces.flatMap((piece) => (piece.replaced ? [piece] : cut(piece.text, from, to)))
  }
  for (const [pattern, to] of patterns) {
    pieces = pieces.flatMap((piece) => (piece.replaced ? [piece] : cut(piece.text, pattern, to)))
  }
  return pieces
}

function cut(text: string, at: string | RegExp, instead: string): TextPiece[] {
  const kept = text.split(at)
  return kept
    .flatMap((part, index) => [
      ...(index === 0 ? [] : [{ text: instead, replaced: true }]),
      { text: part, replaced: false },
    ])
    .filter((piece) => piece.replaced || piece.text !== '')
}
