import { nearestWord } from '../yaml/nearest.ts'
import { formatPath, type YamlProblem } from '../yaml/problem.ts'
import type { Config } from './config.ts'

/**
 * Claims that look like a misspelt one: they would skip scenarios silently. A word that is near to none of the `legal` ones may
 * be needed by a scenario that is not played today.
 */
export function checkClaims({ document, claims }: Config, legal: ReadonlySet<string>): YamlProblem[] {
  return claims.flatMap((claim, at): YamlProblem[] => {
    const near = legal.has(claim) ? undefined : nearestWord(claim, [...legal])
    if (near === undefined) return []
    const path = ['claims', at]
    return [
      {
        file: document.file,
        ...document.positionOf(path),
        path: formatPath(path),
        message: `no scenario needs ${JSON.stringify(claim)}`,
        fix: `Did you mean ${JSON.stringify(near)}?`,
      },
    ]
  })
}
