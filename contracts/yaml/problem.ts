import { CaipaiError } from '../../emulators/core/errors.ts'

/** Something wrong in a YAML file. Lines and columns count from 1, as editors do. */
export interface YamlProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** `steps[2].expect.reply`; empty for the file as a whole. */
  readonly path: string
  /** What was expected and what stands there. */
  readonly message: string
  /** What to do about it: the nearest legal word, or all of them. */
  readonly fix?: string | undefined
}

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u

/** `steps[2].expect`; a key that would be mistaken for two stands in brackets: `matrix["account.mode"]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const name = String(key)
    if (!PLAIN_KEY.test(name)) return `${text}[${JSON.stringify(name)}]`
    return text === '' ? name : `${text}.${name}`
  }, '')
}

/** `slow-model.yaml:9:5  steps[1].expect  …` with the fix below. */
export function formatProblem(problem: YamlProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`
  const head = problem.path === '' ? `${where}  ${problem.message}` : `${where}  ${problem.path}: ${problem.message}`
  return problem.fix === undefined ? head : `${head}\n  fix   ${problem.fix}`
}

/** In the order of files, lines and columns, and each only once: what an alias repeats is one problem. */
export function sortProblems(problems: readonly YamlProblem[]): YamlProblem[] {
  const files = [...new Set(problems.map((problem) => problem.file))]
  const known = new Set<string>()
  return [...problems]
    .sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column)
    .filter((problem) => {
      const key = formatProblem({ ...problem, path: '' })
      return !known.has(key) && known.add(key)
    })
}

/** One error for all problems, sorted by position. */
export function yamlError(problems: readonly YamlProblem[]): CaipaiError {
  const sorted = sortProblems(problems)
  const files = [...new Set(sorted.map((problem) => problem.file))]
  const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
  const where = files.length === 1 ? files[0] : `${files.length} files`
  return new CaipaiError(`${count} in ${where}\n${sorted.map(formatProblem).join('\n')}`, { code: 'YAML_INVALID' })
}
