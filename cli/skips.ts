import type { Skip } from '../contracts/select.ts'

/**
 * What was not played, and what a config would have to say so that it is: one line for all of one reason, since a library
 * of many scenarios is skipped for few reasons.
 */
export function describeSkips(skips: readonly Skip[]): string {
  const unclaimed = skips.flatMap(({ claims }) => (claims === undefined ? [] : [claims]))
  const elsewhere = skips.flatMap(({ platforms }) => (platforms === undefined ? [] : [platforms]))
  const lines: string[] = []
  if (unclaimed.length > 0) {
    const meanings = Object.assign({}, ...unclaimed) as Record<string, string>
    const counts = countEach(unclaimed.flatMap((claims) => Object.keys(claims)))
    const widest = Math.max(...counts.map(([name]) => name.length))
    lines.push(
      `- ${unclaimed.length} skipped: the bot does not claim what they need. What it can do, add to claims in the config:`,
      ...counts.map(([name, count]) =>
        `    ${name.padEnd(widest)}  ${String(count).padStart(3)}  ${meanings[name] ?? ''}`.trimEnd(),
      ),
    )
  }
  if (elsewhere.length > 0) {
    const names = countEach(elsewhere.flat()).map(([name]) => name)
    lines.push(`- ${elsewhere.length} skipped: they play on ${names.join(', ')} too, which the config does not name`)
  }
  for (const { why, claims, platforms } of skips) {
    if (claims === undefined && platforms === undefined) lines.push(`- 1 skipped: ${why}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/** How often each name stands there, the most frequent first. */
function countEach(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
