import { dirname } from 'node:path'
import { readText } from '../files.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import { overlay } from '../../emulators/core/settings.ts'
import { checkYaml } from '../yaml/read.ts'
import { parseYaml, type YamlDocument } from '../yaml/document.ts'
import { fillFixtures } from '../yaml/fixtures.ts'
import { yamlError, type YamlProblem } from '../yaml/problem.ts'
import { readFilesBeside, type FileProblem } from './files-beside.ts'
import { checkGiven, sortGiven } from './given.ts'
import type { Scenario, Step } from './scenario.ts'
import { buildScenarioSchema, type ScenarioFile } from './schema.ts'

/** The platforms a file names, so far as can be told before it has been checked. */
function namedPlatforms(document: YamlDocument): string[] {
  const { platform, platforms, with: others } = (document.value ?? {}) as Record<string, unknown>
  return [platform, platforms, others].flat().filter((id): id is string => typeof id === 'string')
}

/** The model belongs to every scenario: it is the bot's, not a platform's. */
const ALWAYS = 'model'

const schemas = new WeakMap<readonly PlatformInfo[], Map<string, ReturnType<typeof buildScenarioSchema>>>()

/** The schema for a file that names these platforms; built once for each set. */
function schemaFor(named: readonly string[], known: readonly PlatformInfo[]): ReturnType<typeof buildScenarioSchema> {
  const kept = schemas.get(known) ?? new Map<string, ReturnType<typeof buildScenarioSchema>>()
  schemas.set(known, kept)
  const key = [...named].sort().join()
  const schema = kept.get(key) ?? buildScenarioSchema(pick(named, known))
  kept.set(key, schema)
  return schema
}

/** An unknown name shall be answered with all names there are, so then all platforms count. */
function pick(named: readonly string[], known: readonly PlatformInfo[]): readonly PlatformInfo[] {
  const picked = known.filter((info) => named.includes(info.id) || info.id === ALWAYS)
  return named.length === 0 || named.some((id) => !known.some((info) => info.id === id)) ? known : picked
}

/** Of one file; a matrix multiplies fast, and every variant is held in memory. */
const MOST_VARIANTS = 1_000

/** Reads a scenario from text. Gives its variants, one for each platform and combination of the matrix, or its problems. */
export function checkScenario(
  text: string,
  file: string,
  known: readonly PlatformInfo[],
  folder = '.',
): Scenario[] | YamlProblem[] {
  const parsed = parseYaml(text, file)
  if (Array.isArray(parsed)) return parsed
  const named = namedPlatforms(parsed)
  const read = checkYaml(text, file, schemaFor(named, known))
  if (Array.isArray(read)) return read
  const { value, document } = read
  const problem = (path: readonly PropertyKey[], message: string, fix: string): YamlProblem[] => [
    { file, ...document.positionOf(path), path: path.map(String).join('.'), message, fix },
  ]
  if ((value.platform === undefined) === (value.platforms === undefined)) {
    return problem(
      [],
      'a scenario plays on one platform, or on several in turn',
      'Write platform: wechat, or platforms: [wechat, dingtalk].',
    )
  }
  const mains = value.platforms ?? [value.platform ?? '']
  const unread: FileProblem[] = []
  const count = Object.values(value.matrix).reduce((product, { length }) => product * length, mains.length)
  if (count > MOST_VARIANTS) {
    return problem(
      ['matrix'],
      `this makes ${count} variants; there may be ${MOST_VARIANTS}`,
      'Name fewer values, or split the scenario.',
    )
  }
  const readInput = (input: unknown, path: readonly PropertyKey[]): unknown =>
    readFilesBeside(input, folder, path, unread)
  const variants = mains.flatMap((main) => spread(value, main, mains.length > 1, document, known, readInput))
  const missing: YamlProblem[] = unread.flatMap(({ path, message }) =>
    problem(path, message, 'Correct the name, or put the file there.'),
  )
  const filled = variants.map((variant): Scenario => {
    const given = { ...variant.given }
    for (const { id, fixtures = [] } of known) {
      if (given[id] === undefined) continue
      const { settings, problems } = fillFixtures(given[id], fixtures, folder)
      given[id] = settings
      for (const { place, message } of problems) missing.push(...problem(['given'], message, `Correct ${place}.`))
    }
    return { ...variant, given }
  })
  if (missing.length > 0) return missing
  const problems = filled.flatMap(({ given, platform }) => checkGiven(given, platform, known, document))
  return problems.length > 0 ? problems : mains.length > 1 ? filled.map(withoutOthers) : filled
}

/** Of a scenario that plays on several platforms in turn, each variant takes its own settings; the others are not there. */
function withoutOthers(variant: Scenario): Scenario {
  const own = Object.entries(variant.given).filter(([id]) => variant.platforms.includes(id))
  return { ...variant, given: Object.fromEntries(own) }
}

function spread(
  value: ScenarioFile,
  main: string,
  isOneOfMany: boolean,
  document: YamlDocument,
  known: readonly PlatformInfo[],
  readInput: (input: unknown, path: readonly PropertyKey[]) => unknown,
): Scenario[] {
  const raw = (document.value as { steps: Record<string, unknown>[] }).steps
  const steps = raw.map((step, at): Step => {
    const verb = Object.keys(step).find((key) => key !== 'on') ?? ''
    return {
      verb,
      input: verb === 'expect' ? step[verb] : readInput(step[verb], ['steps', at, verb]),
      on: (step['on'] as string | undefined) ?? main,
      position: document.positionOf(['steps', at]),
    }
  })
  const platforms = [...new Set([main, ...(value.with ?? []), ALWAYS])]
  const clock = {
    ...(value.clock?.settle === undefined ? {} : { settleMs: value.clock.settle }),
    ...(value.clock?.patience === undefined ? {} : { patienceMs: value.clock.patience }),
  }
  return combine(value.matrix).map((cell) => ({
    file: document.file,
    path: document.file,
    line: document.positionOf(['name']).line,
    name: value.name,
    variant: [
      ...(isOneOfMany ? [main] : []),
      ...Object.entries(cell).map(([key, held]) => `${key}=${JSON.stringify(held)}`.replaceAll('"', '')),
    ].join(' · '),
    platform: main,
    platforms,
    rows: value.rows,
    needs: value.needs,
    tags: value.tags,
    about: value.about,
    given: overlay(sortGiven(value.given, main, known), sortGiven(cell, main, known)) as Scenario['given'],
    allow: value.allow,
    clock,
    steps,
    never: value.never,
  }))
}

/** All combinations of a matrix, the last key changing fastest; one empty cell for an empty matrix. */
function combine(matrix: Readonly<Record<string, readonly unknown[]>>): Record<string, unknown>[] {
  return Object.entries(matrix).reduce<Record<string, unknown>[]>(
    (cells, [key, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [key]: value }))),
    [{}],
  )
}

const isProblems = (result: Scenario[] | YamlProblem[]): result is YamlProblem[] =>
  result.some((one) => 'message' in one)

/** Reads a scenario file. `shownAs` is the name people see. */
export function loadScenario(path: string, shownAs: string, known: readonly PlatformInfo[]): Scenario[] {
  const result = checkScenario(readText(path, shownAs), shownAs, known, dirname(path))
  if (isProblems(result)) throw yamlError(result)
  return result.map((scenario) => ({ ...scenario, path }))
}

/** Reads a scenario file for its problems alone. */
export function lintScenario(path: string, shownAs: string, known: readonly PlatformInfo[]): YamlProblem[] {
  const result = checkScenario(readText(path, shownAs), shownAs, known, dirname(path))
  return isProblems(result) ? result : []
}
