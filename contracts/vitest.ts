import { resolve } from 'node:path'
import { afterAll, describe, inject, it, type TestContext } from 'vitest'
import { describeCaipaiError, isCaipaiError } from '../emulators/core/errors.ts'
import { CONFIG_NAME, loadConfig } from './bot/config.ts'
import { describeFailure, formatSpan, tellFailure, type FailureParts } from './report/failure-text.ts'
import { headlineOf, placeOf, type Place } from './report/headline.ts'
import { tellStory, type Story } from './report/html/story.ts'
import { selectScenarios, type Selected, type Selection, type Skip } from './select.ts'
import { openStage, type Rehearsal } from './stage.ts'
import { createSecondLook } from './suite/second-look.ts'
import { createStagePool, type StagePool } from './suite/stage-pool.ts'

/** What {@link describeBot} plays. */
export interface DescribeBotOptions extends Selection {
  /** Path of the config, seen from the working folder; default `caipai.config.yaml`. */
  readonly config?: string
}

declare module 'vitest' {
  interface TaskMeta {
    /** How a scenario went, for caipai's own reporter. */
    caipai?: {
      readonly span?: string
      readonly platformMs?: number
      readonly report?: string
      /** The report in parts, for a reporter that tells many. */
      readonly parts?: FailureParts
      /** Where it failed. */
      readonly place?: Place
      readonly headline?: string
      readonly skip?: Skip
      readonly stageError?: string
      /** It passed only when it was played again at the bot's own pace. */
      readonly isPaced?: boolean
      /** For the page of the HTML reporter, when there is one. */
      readonly story?: Story
    }
  }
}

/**
 * Makes a vitest test of every scenario: the bot of the config is started, rehearsed and stopped.
 *
 * @example
 * import { describeBot } from 'caipai/vitest'
 *
 * await describeBot()
 * @throws CaipaiError when the config or a scenario is wrong; the message says where and how to mend it
 */
export async function describeBot(options: string | DescribeBotOptions = {}): Promise<void> {
  const { config: path = CONFIG_NAME, ...selection } = typeof options === 'string' ? { config: options } : options
  const caller = findCaller()
  const config = loadConfig(resolve(path))
  const selected = await selectScenarios(config, selection)
  const pool = createStagePool(config.stages, () => openStage(config))
  const files = new Map<string, Selected[]>()
  for (const one of selected) files.set(one.scenario.file, [...(files.get(one.scenario.file) ?? []), one])

  const look = createSecondLook()

  describe('caipai', { concurrent: config.stages > 1 }, () => {
    afterAll(() => pool.close())
    if (selected.length === 0) declareEmpty(selection.shard)
    for (const [file, scenarios] of files) {
      describe(file, () => {
        for (const one of scenarios) declare(one, pool, look, caller)
      })
    }
  })
}

/** The real time one scenario may take; virtual time passes in jumps, so this is only a net for a stage that is stuck. */
const LONGEST_MS = 300_000

type Look = ReturnType<typeof createSecondLook>

function declare({ scenario, skip }: Selected, pool: StagePool, look: Look, caller: string): void {
  const name = scenario.variant === '' ? scenario.name : `${scenario.name}  [${scenario.variant}]`
  it(name, { timeout: LONGEST_MS }, async (context) => {
    if (skip !== undefined) {
      context.task.meta.caipai = { skip }
      context.skip(skip.why)
    }
    let rehearsal: Rehearsal
    try {
      rehearsal = await pool.use(async (stage) => {
        const { rehearsal: played, isPaced } = await look(stage, scenario)
        // Here, because the stage knows what is secret and goes on to the next scenario.
        const story = inject('caipai:stories') === true ? { story: tellStory(played, stage.world.redact) } : {}
        context.task.meta.caipai = { isPaced, ...story }
        return played
      })
    } catch (error) {
      throw explainStageError(error, context, caller)
    }
    conclude(rehearsal, context, caller)
  })
}

/** Vitest takes a file without a test for a mistake; a part without a scenario is none. */
function declareEmpty(shard = ''): void {
  const why = `there are fewer scenarios than parts, and part ${shard} holds none`
  it(why, (context) => {
    context.task.meta.caipai = { skip: { why } }
    context.skip(why)
  })
}

function conclude(rehearsal: Rehearsal, { task }: TestContext, caller: string): void {
  const { ok, platformMs } = rehearsal
  const span = formatSpan(rehearsal)
  if (ok) {
    task.meta.caipai = { ...task.meta.caipai, span, platformMs }
    return
  }
  const report = describeFailure(rehearsal)
  const parts = tellFailure(rehearsal)
  const place = placeOf(rehearsal)
  const headline = headlineOf(rehearsal)
  // Told like any failure, but it has an exit code of its own.
  const stageError = rehearsal.died === undefined ? {} : { stageError: 'BOT_DIED' }
  task.meta.caipai = { ...task.meta.caipai, span, platformMs, report, parts, place, headline, ...stageError }
  throw failedWith(`${headline}\n\n${report}\n`, [`    at ${place.file}:${place.line}:${place.column}`, caller])
}

/**
 * An error that vitest shows as the text it is. The stack of where it is thrown would name caipai; it names the step of
 * the scenario instead, and the line of the user's test file, which is where annotations of GitHub can stand.
 */
function failedWith(text: string, frames: readonly string[]): Error {
  const error = new Error(text)
  error.name = 'Rehearsal failed'
  error.stack = [`${error.name}: ${text}`, ...frames].join('\n')
  return error
}

/** The line that calls {@link describeBot}, as a line of a stack. */
function findCaller(): string {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, describeBot)
  return holder.stack?.split('\n')[1] ?? ''
}

function explainStageError(error: unknown, { task }: TestContext, caller: string): unknown {
  if (!isCaipaiError(error)) return error
  const report = describeCaipaiError(error)
  task.meta.caipai = { stageError: error.code, report }
  return failedWith(report, [caller])
}
