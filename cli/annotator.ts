import { stripVTControlCharacters } from 'node:util'
import type { Reporter, TestCase } from 'vitest/node'

const escapeMessage = (text: string): string =>
  stripVTControlCharacters(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string => escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/**
 * Writes an annotation of GitHub Actions for each failure, beside the step of the scenario that failed; vitest's own
 * reporter knows the lines of test files only.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function createAnnotator(): Reporter {
  return {
    onTestCaseResult(test: TestCase) {
      const { caipai } = test.meta()
      if (test.result().state !== 'failed') return
      const { place, headline, report } = caipai ?? {}
      const properties: Record<string, string> = {
        ...(place === undefined ? {} : { file: place.file, line: String(place.line), col: String(place.column) }),
        title: headline ?? test.name,
      }
      const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`)
      const text = report ?? (test.result().errors ?? []).map((error) => error.message).join('\n')
      process.stdout.write(`\n::error ${list.join(',')}::${escapeMessage(`${test.name}\n\n${text}`)}\n`)
    },
  }
}
