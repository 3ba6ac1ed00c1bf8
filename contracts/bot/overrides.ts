import type { z } from 'zod'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { expandDottedKeys, overlay } from '../../emulators/core/settings.ts'
import type { YamlDocument } from '../yaml/document.ts'
import { explainIssues } from '../yaml/explain-issue.ts'

/** Where values come from that go before those of the file: flags first, then the environment. */
export interface OverrideSources {
  readonly env?: Readonly<Record<string, string | undefined>>
  /** By name without the dashes: `{ seed: '42' }` for `--seed 42`. */
  readonly flags?: Readonly<Record<string, string | undefined>>
}

/** A value of the config that a variable can replace, and for some a flag. */
export interface Override {
  /** Its place in the config. */
  readonly path: string
  readonly variable: string
  /** Without the dashes. */
  readonly flag?: string
}

/** The one table of what can replace a value of the config. */
export const overrides: readonly Override[] = [
  { path: 'stages', variable: 'CAIPAI_STAGES', flag: 'stages' },
  { path: 'seed', variable: 'CAIPAI_SEED', flag: 'seed' },
  { path: 'failOn', variable: 'CAIPAI_FAIL_ON', flag: 'fail-on' },
  { path: 'bot.command', variable: 'CAIPAI_BOT_COMMAND' },
  { path: 'bot.port', variable: 'CAIPAI_BOT_PORT' },
  { path: 'bot.ready.within', variable: 'CAIPAI_READY_WITHIN' },
  { path: 'clock.settle', variable: 'CAIPAI_SETTLE' },
  { path: 'clock.patience', variable: 'CAIPAI_PATIENCE' },
  { path: 'server.host', variable: 'CAIPAI_HOST' },
  { path: 'server.port', variable: 'CAIPAI_PORT' },
]

/**
 * The config with what flags and variables say instead. An empty text counts as not given.
 *
 * @throws CaipaiError `OVERRIDE_INVALID` naming the flag or variable
 */
export function applyOverrides<S extends z.ZodType>(
  document: YamlDocument,
  schema: S,
  { env = {}, flags = {} }: OverrideSources,
): z.output<S> {
  const given = overrides.flatMap(({ path, variable, flag }) => {
    const byFlag = flag === undefined ? undefined : flags[flag]
    const [text, name] = byFlag ? [byFlag, `--${flag}`] : [env[variable], variable]
    return text === undefined || text === '' ? [] : [{ path, name, value: /^\d+$/.test(text) ? Number(text) : text }]
  })
  const patch = expandDottedKeys(Object.fromEntries(given.map(({ path, value }) => [path, value])))
  const value = overlay((document.value ?? {}) as Record<string, unknown>, patch)
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [problem] = explainIssues(read.error.issues, { ...document, value, sourceOf: () => undefined }, schema)
  const culprit = given.find(({ path }) => path === problem?.path)
  throw new CaipaiError(problem?.message ?? 'the config does not fit', {
    code: 'OVERRIDE_INVALID',
    where: culprit?.name ?? given.map(({ name }) => name).join(', '),
    fix: problem?.fix ?? `It replaces ${culprit?.path ?? 'values'} of the config, and has to be what may stand there.`,
  })
}

/** Flags as the variables that mean the same, for a process that reads the config again. */
export function flagsAsVariables(flags: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    overrides.flatMap(({ flag, variable }) => {
      const given = flag === undefined ? undefined : flags[flag]
      return given === undefined ? [] : [[variable, given] as const]
    }),
  )
}
