interface Scripted {
  readonly when: string
  readonly times?: number
}

const isScripted = (item: unknown): item is Scripted =>
  typeof item === 'object' && item !== null && 'when' in item && typeof item.when === 'string'

/**
 * A list of what a platform knew, as a scenario says it: each thing once. Answers of a script are taken by what a question contains,
 * so longer questions stand before shorter ones; the latest answer to a question is given as often as it is asked again.
 */
export function arrangeKnown(items: readonly unknown[]): unknown[] {
  if (!items.every(isScripted)) return unique(items)
  const byQuestion = new Map<string, Scripted[]>()
  for (const item of items) byQuestion.set(item.when, [...(byQuestion.get(item.when) ?? []), item])
  return [...byQuestion.entries()]
    .toSorted(([a], [b]) => b.length - a.length)
    .flatMap(([, answers]) => withoutLimit(answers))
}

/** The last one serves for good, and so do those before it that say the same. */
function withoutLimit(answers: readonly Scripted[]): unknown[] {
  const { times: _times, ...last } = answers.at(-1) ?? { when: '' }
  const said = (answer: object): string => JSON.stringify({ ...answer, times: undefined })
  const different = answers.findLastIndex((answer) => said(answer) !== said(last))
  return [...answers.slice(0, different + 1), last]
}

const unique = (items: readonly unknown[]): unknown[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
]
