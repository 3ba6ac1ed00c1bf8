import { readFileSync, statSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { parseYaml } from './document.ts'

/** What stands in a fixture file, or why it could not be read. */
export type Fixture = { readonly value: unknown } | { readonly problem: string }

/** Reads a YAML or JSON file that a scenario or config names; it has to lie in the same folder or below. */
export function readFixture(folder: string, name: string): Fixture {
  const path = resolve(folder, name)
  if (relative(folder, path).split(sep)[0] === '..') return { problem: `${name} lies outside the folder of this file` }
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return { problem: `there is no file ${name} beside this file` }
  const document = parseYaml(readFileSync(path, 'utf8'), name)
  if (Array.isArray(document)) return { problem: `${name} cannot be read: ${document[0]?.message ?? 'it is not YAML'}` }
  return { value: document.value }
}

/**
 * Replaces texts at the named places by the content of the files they name. Gives the settings, and a problem for each
 * file that could not be read.
 */
export function fillFixtures(
  settings: Readonly<Record<string, unknown>>,
  places: readonly string[],
  folder: string,
): { readonly settings: Record<string, unknown>; readonly problems: readonly { place: string; message: string }[] } {
  const filled = { ...settings }
  const problems: { place: string; message: string }[] = []
  for (const place of places) {
    const name = filled[place]
    if (typeof name !== 'string') continue
    const fixture = readFixture(folder, name)
    if ('value' in fixture) filled[place] = fixture.value
    else problems.push({ place, message: fixture.problem })
  }
  return { settings: filled, problems }
}
