import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { expandDottedKeys, overlay } from '../../emulators/core/settings.ts'
import { explainIssues } from '../yaml/explain-issue.ts'
import type { YamlDocument } from '../yaml/document.ts'
import type { YamlProblem } from '../yaml/problem.ts'

/** Settings per platform. */
export type Given = Record<string, Record<string, unknown>>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Sorts settings by platform: a key that names a platform holds that platform's, `wechat.account.mode` as well; any other
 * key belongs to the main platform. A bare list or text stands for the platform's shorthand setting.
 */
export function sortGiven(
  given: Readonly<Record<string, unknown>>,
  main: string,
  platforms: readonly PlatformInfo[],
): Given {
  let sorted: Given = {}
  for (const [key, value] of Object.entries(given)) {
    const [first = '', ...rest] = key.split('.')
    const info = platforms.find((one) => one.id === first)
    const patch =
      info === undefined
        ? { [key]: value }
        : rest.length > 0
          ? { [rest.join('.')]: value }
          : isRecord(value)
            ? value
            : { [info.shorthand ?? '']: value }
    sorted = overlay(sorted, { [info?.id ?? main]: expandDottedKeys(patch) }) as Given
  }
  return sorted
}

/** Checks settings with each platform's own schema, so that a misspelt one is found before anything is played. */
export function checkGiven(
  given: Given,
  main: string,
  platforms: readonly PlatformInfo[],
  document: YamlDocument,
): YamlProblem[] {
  return platforms.flatMap((info) => {
    const patch = given[info.id]
    if (patch === undefined) return []
    const read = info.settings.safeParse(patch)
    if (read.success) return []
    const view: YamlDocument = {
      ...document,
      value: patch,
      positionOf: (path) => document.positionOf(placeInGiven(document, info.id, main, path)),
      positionOfKey: (path, key) => document.positionOfKey(placeInGiven(document, info.id, main, path), key),
      sourceOf: (path) => document.sourceOf(placeInGiven(document, info.id, main, path)),
    }
    return explainIssues(read.error.issues, view, info.settings)
  })
}

function placeInGiven(document: YamlDocument, id: string, main: string, path: readonly PropertyKey[]): PropertyKey[] {
  const given = (document.value as { given?: Record<string, unknown> }).given
  const isNamed = given !== undefined && id in given
  return id === main && !isNamed ? ['given', ...path] : ['given', id, ...path]
}
