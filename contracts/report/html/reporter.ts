import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { writePage, type Ending } from './page.ts'

/** Where the page goes. */
export interface HtmlReporterOptions {
  /** Path of the file, seen from the working folder; default `caipai-report.html`. */
  readonly output?: string
}

/** The name of the file when nobody gives one. */
export const DEFAULT_OUTPUT = 'caipai-report.html'

declare module 'vitest' {
  interface ProvidedContext {
    /** Somebody wants to read how each rehearsal went; without it workers do not tell. */
    'caipai:stories': boolean
  }
}

/**
 * A vitest reporter that writes all rehearsals of `describeBot` as one page. Tests that are no rehearsals are not in it.
 *
 * @example
 * export default defineConfig({ test: { reporters: ['default', ['caipai/html-reporter', { output: 'rehearsal.html' }]] } })
 */
export default function createHtmlReporter({ output = DEFAULT_OUTPUT }: HtmlReporterOptions = {}): Reporter {
  const began = performance.now()
  const path = resolve(output)

  return {
    onInit(vitest: Vitest) {
      vitest.getRootProject().provide('caipai:stories', true)
    },
    onTestRunEnd(modules: readonly TestModule[], unhandled) {
      const tests = modules.flatMap((module) => [...module.children.allTests()])
      const errors = [...modules.flatMap((module) => module.errors()), ...unhandled]
      const page = writePage({
        at: Date.now(),
        realMs: performance.now() - began,
        endings: tests.flatMap((test) => readEnding(test) ?? []),
        errors: errors.map(({ stack, message }) => stack ?? message),
      })
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, page)
      process.stdout.write(`\nreport  ${path}\n`)
    },
  }
}

function readEnding(test: TestCase): Ending | undefined {
  const { caipai } = test.meta()
  const { state, errors = [] } = test.result()
  if (caipai === undefined || state === 'pending') return undefined
  const { skip, story } = caipai
  const told = caipai.report ?? errors.map(({ stack, message }) => stack ?? message).join('\n')
  return {
    file: fromHere(test.parent.type === 'suite' ? test.parent.name : test.module.moduleId),
    name: story?.name ?? test.name,
    variant: story?.variant ?? '',
    state,
    ...(skip === undefined ? {} : { skip: skip.why }),
    ...(story === undefined ? {} : { story }),
    ...(state === 'failed' && story === undefined ? { error: told } : {}),
  }
}

/** A path as seen from the working folder, where it lies in that. */
function fromHere(path: string): string {
  const short = isAbsolute(path) ? relative(process.cwd(), path) : path
  return short.startsWith('..') || isAbsolute(short) ? path : short
}
