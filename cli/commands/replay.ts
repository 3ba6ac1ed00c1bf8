import { MATCHES, type Match } from '../../contracts/recording/matchers.ts'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { run, type RunOptions } from './run.ts'

/** The options of `caipai replay`. */
export interface ReplayOptions extends Omit<RunOptions, 'match'> {
  readonly match: string
}

/** `caipai replay`: plays recordings as `caipai run` does, and compares replies as strictly as asked. */
export async function replay(files: readonly string[], options: ReplayOptions): Promise<void> {
  await run(files, { ...options, match: readMatch(options.match) })
}

/** @throws CaipaiError `FLAG_INVALID` */
export function readMatch(given: string): Match {
  const match = MATCHES.find((one) => one === given)
  if (match !== undefined) return match
  throw new CaipaiError(`${JSON.stringify(given)} is no way to compare replies`, {
    code: 'FLAG_INVALID',
    where: '--match',
    fix: `Use one of: ${MATCHES.join(', ')}`,
  })
}
