import { CaipaiError } from '../../emulators/core/errors.ts'

/** Something wrong in a YAML file. Lines and columns count from 1, as editors do. */
export interface YamlProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** `steps[2].expect.reply`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly fix?: string | undefined
}

/** `steps[2].expect` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  )
}

/** `slow-model.yaml:9:5  steps[1].expect  …` with the fix below. */
export function formatProblem(problem: YamlProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`
  const head = problem.path === '' ? `${where}  ${problem.message}` : `${where}  ${problem.path}: ${problem.message}`
  return problem.fix === undefined ? head : `${head}\n  fix   ${problem.fix}`
}

/** One error for all problems of a file, sorted by position. */
export function yamlError(problems: readonly YamlProblem[]): CaipaiError {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column)
  const file = sorted[0]?.file ?? 'the file'
  const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
  return new CaipaiError(`${count} in ${file}\n${sorted.map(formatProblem).join('\n')}`, { code: 'YAML_INVALID' })
}
