const OPENS = '<think>'
const CLOSES = '</think>'

/**
 * What a model says without what it thinks: some models write their thoughts between `<think>` and `</think>` into the answer,
 * and a server that does not take them out hands them on. A tag may be cut anywhere between two pieces.
 * https://docs.vllm.ai/en/latest/features/reasoning_outputs.html
 */
export async function* withoutThoughts(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string, void> {
  let held = ''
  let isThinking = false
  let isAfterThought = false

  function* say(text: string): Generator<string, void> {
    // The blank lines between a thought and the answer belong to neither.
    const said = isAfterThought ? text.trimStart() : text
    if (said === '') return
    isAfterThought = false
    yield said
  }

  for await (const piece of pieces) {
    held += piece
    for (;;) {
      const tag = isThinking ? CLOSES : OPENS
      const at = held.indexOf(tag)
      const end = at < 0 ? held.length - lengthOfBegun(tag, held) : at
      if (!isThinking) yield* say(held.slice(0, end))
      held = held.slice(at < 0 ? end : end + tag.length)
      if (at < 0) break
      isAfterThought ||= isThinking
      isThinking = !isThinking
    }
  }
  if (!isThinking) yield* say(held)
}

/** How many characters at the end of a text may be the beginning of a tag. */
function lengthOfBegun(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length
  }
  return 0
}
