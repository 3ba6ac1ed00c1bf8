import { existsSync } from 'node:fs'
import { checkPlatforms } from '../../contracts/bot/check-platforms.ts'
import { loadConfig, platformsOf } from '../../contracts/bot/config.ts'
import { findLibrary, findScenarios } from '../../contracts/scenario/find.ts'
import { lintScenario } from '../../contracts/scenario/load.ts'
import { formatProblem } from '../../contracts/yaml/problem.ts'
import { loadPlatforms } from '../../emulators/index.ts'
import { EXIT } from '../exit-codes.ts'

/** `caipai lint`: every problem of every file, and how many files are sound. */
export async function lint(files: readonly string[], options: { readonly config: string }): Promise<void> {
  const config = files.length > 0 && !existsSync(options.config) ? undefined : loadConfig(options.config)
  const paths =
    files.length > 0
      ? findScenarios(files, process.cwd())
      : config!.scenarios.length > 0
        ? findScenarios(config!.scenarios, config!.folder)
        : findLibrary(platformsOf(config!))
  const known = (await loadPlatforms()).map((module) => module.info)
  const problems = [
    ...(config === undefined ? [] : checkPlatforms(config, known)),
    ...paths.flatMap(({ path, shownAs }) => lintScenario(path, shownAs, known)),
  ]
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`)
  const broken = new Set(problems.map((problem) => problem.file)).size
  process.stdout.write(
    `${paths.length} ${paths.length === 1 ? 'file' : 'files'}, ${broken === 0 ? 'all sound' : `${broken} with problems`}\n`,
  )
  process.exitCode = problems.length === 0 ? EXIT.ok : EXIT.usage
}
