import { CaipaiError } from '../emulators/core/errors.ts'
import { loadPlatforms, platformIds } from '../emulators/index.ts'
import { checkClaims } from './bot/check-claims.ts'
import { checkPlatforms } from './bot/check-platforms.ts'
import { platformsOf, type Config } from './bot/config.ts'
import { loosen, type Match } from './recording/matchers.ts'
import { abilitiesOf, claimsOf, needsOf } from './scenario/claims.ts'
import { findLibrary, findScenarios } from './scenario/find.ts'
import { lintScenario, loadScenario } from './scenario/load.ts'
import type { Scenario } from './scenario/scenario.ts'
import { yamlError } from './yaml/problem.ts'

/** Which scenarios to play. */
export interface Selection {
  /** Files, folders or globs, instead of those of the config. */
  readonly files?: readonly string[] | undefined
  /** What `files` are seen from; default the working folder. */
  readonly cwd?: string | undefined
  /** Only scenarios whose file, name or variant matches this, as a regular expression in any letter case. */
  readonly grep?: string | undefined
  /** Only scenarios with one of these tags or rows. */
  readonly tags?: readonly string[] | undefined
  /** `2/4`: the second of four equal parts. */
  readonly shard?: string | undefined
  /** Replay recordings, and compare replies less strictly than the files say. */
  readonly match?: Match | undefined
}

/** A scenario, and why it is not played when it is not. */
export interface Selected {
  readonly scenario: Scenario
  readonly skip: Skip | undefined
}

/** Why a scenario is not played. */
export interface Skip {
  readonly why: string
  /** What the bot would have to claim, with what that means; nothing for a claim of the user's own. */
  readonly claims?: Readonly<Record<string, string>>
  /** What the config would have to name. */
  readonly platforms?: readonly string[]
}

/**
 * Loads what is to be played.
 *
 * @returns nothing only when a part of few scenarios holds none of them
 * @throws CaipaiError `YAML_INVALID` with the problems of all files, `SCENARIO_MISSING`, `NOTHING_SELECTED`, `GREP_INVALID`, `SHARD_INVALID`
 */
export async function selectScenarios(config: Config, selection: Selection = {}): Promise<Selected[]> {
  const wanted = platformsOf(config)
  const known = (await loadPlatforms(platformIds)).map((module) => module.info)
  const files =
    selection.files !== undefined && selection.files.length > 0
      ? findScenarios(selection.files, selection.cwd ?? process.cwd())
      : config.scenarios.length > 0
        ? findScenarios(config.scenarios, config.folder)
        : findLibrary(wanted)
  const problems = [
    ...checkPlatforms(config, known),
    ...files.flatMap(({ path, shownAs }) => lintScenario(path, shownAs, known)),
  ]
  if (problems.length > 0) throw yamlError(problems)
  const scenarios = files.flatMap(({ path, shownAs }) => loadScenario(path, shownAs, known))
  const needed = scenarios.flatMap((scenario) => scenario.needs)
  const misspelt = checkClaims(config, new Set([...claimsOf(known).keys(), ...needed]))
  if (misspelt.length > 0) throw yamlError(misspelt)
  const pattern = readPattern(selection.grep)
  const chosen = scenarios.filter(
    (one) =>
      (pattern === undefined || pattern.test(`${one.file} ${one.name} ${one.variant}`)) &&
      (selection.tags === undefined || selection.tags.some((tag) => one.tags.includes(tag) || one.rows.includes(tag))),
  )
  if (chosen.length === 0) {
    throw new CaipaiError('there is nothing to rehearse', {
      code: 'NOTHING_SELECTED',
      fix: 'Loosen --grep or --tag (grep and tags of describeBot), or name scenario files.',
    })
  }
  const abilities = abilitiesOf(config, known)
  const meanings = claimsOf(known)
  const whySkip = (scenario: Scenario): Skip | undefined => {
    const absent = scenario.platforms.filter((id) => !wanted.includes(id))
    const off = `plays on ${absent.join(', ')}, which the config does not name`
    // What somebody asks to be replayed is played: its bot has held this conversation, whatever it claims.
    if (selection.match !== undefined) {
      if (absent.length === 0) return undefined
      throw new CaipaiError(`${scenario.file} ${off}`, {
        code: 'PLATFORM_NOT_NAMED',
        fix: `Name it below platforms: { ${absent.map((id) => `${id}: {}`).join(', ')} }`,
      })
    }
    if (absent.length > 0) return { why: off, platforms: absent }
    const lacking = needsOf(scenario, known).filter((need) => !abilities.has(need))
    if (lacking.length === 0) return undefined
    const claims = Object.fromEntries(lacking.map((claim) => [claim, meanings.get(claim) ?? '']))
    return { why: `needs ${lacking.join(', ')}, which the bot does not claim`, claims }
  }
  return takeShard(chosen, selection.shard).map((scenario) => ({
    scenario: loosen(scenario, selection.match ?? 'exact'),
    skip: whySkip(scenario),
  }))
}

function readPattern(grep: string | undefined): RegExp | undefined {
  if (grep === undefined) return undefined
  try {
    return new RegExp(grep, 'iu')
  } catch (cause) {
    throw new CaipaiError(`${JSON.stringify(grep)} is no pattern: ${(cause as Error).message}`, {
      code: 'GREP_INVALID',
      where: '--grep',
      fix: 'Write a regular expression, with a backslash before what stands for itself: \\(, \\[, \\*, \\?',
      cause,
    })
  }
}

function takeShard(scenarios: readonly Scenario[], shard: string | undefined): readonly Scenario[] {
  if (shard === undefined) return scenarios
  const [, part = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number)
  if (part < 1 || part > of) {
    throw new CaipaiError(`${JSON.stringify(shard)} is no shard`, {
      code: 'SHARD_INVALID',
      fix: 'Write 1/4 for the first of four parts.',
    })
  }
  return scenarios.filter((_one, at) => at % of === part - 1)
}
