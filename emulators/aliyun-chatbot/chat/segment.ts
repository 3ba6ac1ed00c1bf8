/** Making a segmenter takes long; it has no state. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** The words of an utterance (QuerySegList): as the knowledge base says, else as the runtime's segmenter finds them. */
export function segment(utterance: string, known: Readonly<Record<string, readonly string[]>>): readonly string[] {
  if (Object.hasOwn(known, utterance)) return known[utterance] ?? []
  const words: string[] = []
  for (const { segment: word, isWordLike } of segmenter.segment(utterance)) if (isWordLike === true) words.push(word)
  return words
}
