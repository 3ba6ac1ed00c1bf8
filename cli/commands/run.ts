import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ReportersMap, startVitest } from 'vitest/node'
import { loadConfig } from '../../contracts/bot/config.ts'
import { flagsAsVariables } from '../../contracts/bot/overrides.ts'
import { packageFolder } from '../../contracts/package-folder.ts'
import { checkWritable } from '../../contracts/files.ts'
import createHtmlReporter, { DEFAULT_OUTPUT } from '../../contracts/report/html/reporter.ts'
import type { Match } from '../../contracts/recording/matchers.ts'
import { selectScenarios, type Selection } from '../../contracts/select.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { createAnnotator } from '../annotator.ts'
import { EXIT, exitCodeFor } from '../exit-codes.ts'
import { createReporter, type Tally } from '../reporter.ts'

/** The options of `caipai run`. */
export interface RunOptions {
  readonly config: string
  readonly grep?: string
  readonly tag?: string[]
  readonly shard?: string
  readonly reporter?: string[]
  readonly outputFile?: string
  /** Where the HTML report goes. */
  readonly output?: string
  readonly verbose?: boolean
  readonly seed?: string
  readonly stages?: string
  readonly failOn?: string
  readonly match?: Match
}

/** What ends a rehearsal before its end: Ctrl-C, a supervisor, a terminal that is closed. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** `caipai run`: vitest does the collecting, filtering and reporting; one generated suite describes the bot. */
export async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const flags = { seed: options.seed, stages: options.stages, 'fail-on': options.failOn }
  const config = loadConfig(options.config, process.cwd(), { env: process.env, flags })
  const selection: Selection = {
    files,
    cwd: process.cwd(),
    grep: options.grep,
    tags: options.tag,
    shard: options.shard,
    match: options.match,
  }
  // Mistakes in files are told here, before anything is started.
  await selectScenarios(config, selection)
  checkOutputs(options)
  const folder = mkdtempSync(join(tmpdir(), 'caipai-'))
  const suite = join(folder, 'rehearsal.test.mjs')
  writeFileSync(suite, suiteText({ config: resolve(options.config), ...selection }))

  const tally: Tally = { passed: 0, failed: 0, skipped: 0, platformMs: 0, stageError: undefined }
  const interrupt = (): never => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(130)
  }
  for (const signal of INTERRUPTS) process.once(signal, interrupt)
  try {
    const page = options.output === undefined ? {} : { output: options.output }
    const own = {
      caipai: createReporter(tally, { verbose: options.verbose === true }),
      'github-actions': createAnnotator(),
      html: createHtmlReporter(page),
    }
    // The page comes beside what the terminal shows.
    const isHtmlAlone = options.reporter?.every((name) => name === 'html') ?? true
    const named = [...(isHtmlAlone ? ['caipai'] : []), ...(options.reporter ?? [])]
    const vitest = await startVitest('test', [], {
      root: folder,
      include: ['rehearsal.test.mjs'],
      config: false,
      watch: false,
      pool: 'threads',
      isolate: false,
      // What is built already needs no transforming.
      server: { deps: { external: [/\/dist\//] } },
      maxConcurrency: config.stages,
      // The suite reads the config again, in a worker.
      env: flagsAsVariables(flags),
      reporters: named.map((name) => own[name as keyof typeof own] ?? name),
      // The numbers are needed for the exit code whatever is shown.
      ...(named.includes('caipai') ? {} : { silent: true }),
      ...(options.outputFile === undefined ? {} : { outputFile: resolve(options.outputFile) }),
    })
    await vitest.close()
    const failed =
      vitest.state.getCountOfFailedTests() > 0 || vitest.state.getUnhandledErrors().length > 0 || tally.failed > 0
    process.exitCode = !failed ? EXIT.ok : tally.stageError === undefined ? EXIT.failed : exitCodeFor(tally.stageError)
  } catch (error) {
    throw explainReporter(error)
  } finally {
    for (const signal of INTERRUPTS) process.off(signal, interrupt)
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A report that cannot be written is told before the rehearsal, not after it.
 *
 * @throws CaipaiError `FLAG_INVALID`, `FILE_UNWRITABLE`
 */
function checkOutputs({ reporter = [], output, outputFile }: RunOptions): void {
  const fromHtml = reporter.includes('html')
  if (output !== undefined && !fromHtml) {
    throw new CaipaiError('--output is the file of the HTML report, which nobody asked for', {
      code: 'FLAG_INVALID',
      fix: 'Add --reporter html, or name the file of another reporter with --output-file.',
    })
  }
  if (outputFile !== undefined && reporter.every((name) => name === 'caipai' || name === 'html')) {
    throw new CaipaiError('--output-file is the file of a reporter of vitest, which nobody asked for', {
      code: 'FLAG_INVALID',
      fix: 'Add --reporter junit or --reporter json, or write the HTML report with --reporter html --output.',
    })
  }
  if (fromHtml) checkWritable(resolve(output ?? DEFAULT_OUTPUT), '--output')
  if (outputFile !== undefined) checkWritable(resolve(outputFile), '--output-file')
}

/** What vitest says of a reporter it cannot load, as a mistake in a flag. Anything else stays what it is. */
function explainReporter(error: unknown): unknown {
  const name = error instanceof Error ? /^Failed to load custom Reporter from (.*)/.exec(error.message)?.[1] : undefined
  if (name === undefined) return error
  return new CaipaiError(`there is no reporter ${JSON.stringify(name)}`, {
    code: 'REPORTER_UNKNOWN',
    where: '--reporter',
    fix: `Use one of: ${['caipai', 'html', ...Object.keys(ReportersMap).filter((one) => one !== 'html')].join(', ')}`,
    cause: error,
  })
}

/** The suite imports the same package that runs it, wherever that is installed. */
function suiteText(options: object): string {
  const entry = pathToFileURL(join(packageFolder(), 'dist', 'vitest.js')).href
  return `import { describeBot } from ${JSON.stringify(entry)}\nawait describeBot(${JSON.stringify(options)})\n`
}
