/** Nobody misspells a word that long; what is longer is some other text. */
const LONGEST = 64

/**
 * The legal word closest to a misspelt one, or undefined when none is near: at most one edit in three characters, where
 * an edit inserts, drops, replaces or swaps.
 */
export const nearestWord = (given: string, legal: readonly string[]): string | undefined =>
  nearestWords(given, legal, 1)[0]

/** The legal words that are near a misspelt one, at most so many, the nearest first; of two equally near ones the earlier. */
export function nearestWords(given: string, legal: readonly string[], most: number): string[] {
  if (given.length > LONGEST) return []
  const furthest = Math.max(1, Math.floor(given.length / 3))
  return legal
    .filter((word) => Math.abs(word.length - given.length) <= furthest)
    .map((word) => ({ word, distance: editDistance(given.toLowerCase(), word.toLowerCase()) }))
    .filter(({ distance }) => distance <= furthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ word }) => word)
}

/** Damerau-Levenshtein distance in which no part is edited twice (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_unused, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length]!
}
