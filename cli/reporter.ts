import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { formatDuration } from '../emulators/core/duration.ts'
import type { FailureParts } from '../contracts/report/failure-text.ts'
import type { Skip } from '../contracts/select.ts'
import { paint } from './paint.ts'
import { describeSkips } from './skips.ts'

/** What the reporter has counted when it is done. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  platformMs: number
  /** The code of the error that kept the stage from opening, if any. */
  stageError: string | undefined
}

/** Tells a rehearsal on the terminal: a mark per scenario as it ends, failures in full, the sum at the end. */
export function createReporter(tally: Tally, options: { readonly verbose: boolean }): Reporter {
  const began = performance.now()
  const skips: Skip[] = []
  let paced = 0
  const told = new Map<string, { readonly severity: string; times: number }>()
  let toldStageError = false
  const isLive = process.stdout.isTTY
  const say = (text: string): void => void process.stdout.write(text)

  function show(test: TestCase): void {
    const { caipai } = test.meta()
    const { state } = test.result()
    const name = `${test.parent.type === 'suite' ? test.parent.name : ''} › ${test.name}`
    if (isLive) say('\r\u001B[K')
    if (state === 'skipped') {
      tally.skipped += 1
      if (caipai?.skip !== undefined) skips.push(caipai.skip)
      return
    }
    tally.platformMs += caipai?.platformMs ?? 0
    if (caipai?.isPaced === true) paced += 1
    const span = caipai?.span === undefined ? '' : `   ${paint.dim(caipai.span)}`
    if (state === 'passed') {
      tally.passed += 1
      if (options.verbose || !isLive) say(`${paint.good('✓')} ${name}${span}\n`)
      else say(`${paint.good('✓')} ${tally.passed} passed   ${paint.dim(test.name)}`)
      return
    }
    tally.failed += 1
    if (caipai?.stageError !== undefined) {
      tally.stageError = caipai.stageError
      // What keeps a bot from starting keeps it from starting again; a death belongs to its scenario.
      if (caipai.parts === undefined) {
        if (toldStageError) return
        toldStageError = true
      }
    }
    const text =
      (caipai?.parts === undefined ? caipai?.report : tellParts(caipai.parts)) ??
      (test.result().errors ?? []).map((error) => error.stack ?? error.message).join('\n')
    say(`\n${paint.bad('✗')} ${paint.bold(name)}${span}\n\n${text.replace(/^(?=.)/gm, '  ')}\n\n`)
  }

  /** A finding is told in full once; where it comes again its name says it all. */
  function tellParts({ story, findings, log }: FailureParts): string {
    const fresh: string[] = []
    const again: string[] = []
    for (const { id, severity, text } of findings) {
      const known = told.get(id)
      if (known === undefined) fresh.push(text)
      else again.push(`${paint.bold(id)}  ${severity}  ${paint.dim('told above')}`)
      told.set(id, { severity, times: (known?.times ?? 0) + 1 })
    }
    return [story, ...fresh, again.join('\n'), log].filter((part) => part !== '').join('\n\n')
  }

  return {
    onTestCaseResult: show,
    onTestRunEnd(modules: readonly TestModule[], errors) {
      for (const error of [...modules.flatMap((module) => module.errors()), ...errors]) {
        tally.failed += 1
        say(`\n${error.stack ?? error.message}\n`)
      }
      if (isLive) say('\r\u001B[K')
      say(paint.dim(describeSkips(skips)))
      if (paced > 0) {
        say(
          paint.dim(
            `- ${paced} passed only when played again at the bot’s own pace: it works in silence, or waits on timers of its own, while time jumps.\n  With clock: { settle: 6s, patience: 6s } in the config each is played once.\n`,
          ),
        )
      }
      if (told.size > 0)
        say(
          `\nfound  ${[...told].map(([id, { severity, times }]) => `${id}  ${severity}  in ${times}`).join('\n       ')}\n`,
        )
      const real = performance.now() - began
      const ratio = Math.round(tally.platformMs / Math.max(1, real))
      const sum = `${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}`
      const mark = tally.failed > 0 ? paint.bad('✗') : paint.good('✓')
      say(
        `\n${mark} ${paint.bold(sum)}   ${formatDuration(tally.platformMs)} of platform time in ${formatDuration(real)}`,
      )
      say(ratio >= 2 ? `, ${ratio} times faster than waiting\n` : '\n')
    },
  }
}
