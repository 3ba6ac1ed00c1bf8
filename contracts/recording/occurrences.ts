/** A fixed text and what is put in its place. */
export type Replacement = readonly [from: string, to: string]

/** Finds which of many fixed texts occur in a text, in one pass over it. */
export interface Occurrences {
  /** Those that occur, in the order in which they were given. */
  in(text: string): readonly Replacement[]
}

/** Texts are looked up by as many of their first characters; shorter ones one by one. */
const PREFIX = 6

/** @param replacements many: thousands of ids and tokens */
export function indexOccurrences(replacements: readonly Replacement[]): Occurrences {
  const byPrefix = new Map<string, { readonly rank: number; readonly replacement: Replacement }[]>()
  const short: { readonly rank: number; readonly replacement: Replacement }[] = []
  for (const [rank, replacement] of replacements.entries()) {
    const [from] = replacement
    if (from.length < PREFIX) {
      short.push({ rank, replacement })
      continue
    }
    const prefix = from.slice(0, PREFIX)
    const known = byPrefix.get(prefix)
    if (known === undefined) byPrefix.set(prefix, [{ rank, replacement }])
    else known.push({ rank, replacement })
  }
  return {
    in(text) {
      const found = new Map<number, Replacement>()
      for (const { rank, replacement } of short) if (text.includes(replacement[0])) found.set(rank, replacement)
      for (let at = 0; at + PREFIX <= text.length; at += 1) {
        for (const { rank, replacement } of byPrefix.get(text.slice(at, at + PREFIX)) ?? [])
          if (text.startsWith(replacement[0], at)) found.set(rank, replacement)
      }
      if (found.size < 2) return [...found.values()]
      return [...found].toSorted(([a], [b]) => a - b).map(([, replacement]) => replacement)
    },
  }
}
