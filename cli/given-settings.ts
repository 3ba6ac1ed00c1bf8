import { CaipaiError } from '../emulators/core/errors.ts'
import { platformIds } from '../emulators/index.ts'

/**
 * Reads a flag of the shape `name=value`.
 *
 * @throws CaipaiError `FLAG_INVALID`
 */
export function splitAt(given: string, example: string): [name: string, value: string] {
  const at = given.indexOf('=')
  if (at > 0) return [given.slice(0, at), given.slice(at + 1)]
  throw new CaipaiError(`${JSON.stringify(given)} has no name before an =`, {
    code: 'FLAG_INVALID',
    fix: `Write it like ${example}`,
  })
}

/** A setting as it was given, and where. */
interface GivenSetting {
  readonly where: string
  readonly name: string
  readonly value: string
}

/** `CAIPAI_SET_wechat__account__mode=secure`, for places where flags cannot be given. */
function environmentSettings(env: NodeJS.ProcessEnv): GivenSetting[] {
  const prefix = 'CAIPAI_SET_'
  return Object.entries(env)
    .filter(([where]) => where.startsWith(prefix))
    .map(([where, value = '']) => ({ where, name: where.slice(prefix.length).replaceAll('__', '.'), value }))
}

function flagSettings(given: readonly string[]): GivenSetting[] {
  return given.map((one) => {
    const [name, value] = splitAt(one, '--set wechat.account.mode=secure')
    return { where: '--set', name, value }
  })
}

/**
 * The settings that were given outside the config, by platform, as dotted names. `flags` are those of `--set`; they go before the
 * environment.
 *
 * @throws CaipaiError `FLAG_INVALID`, which names the flag or the variable
 */
export function readGivenSettings(
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
): Record<string, Record<string, unknown>> {
  const settings: Record<string, Record<string, unknown>> = {}
  for (const { where, name, value } of [...environmentSettings(env), ...flagSettings(flags)]) {
    const [platform = '', ...rest] = name.split('.')
    if (!platformIds.includes(platform) || rest.length === 0) throw notASetting(name, where)
    settings[platform] = { ...settings[platform], [rest.join('.')]: readValue(value) }
  }
  return settings
}

const notASetting = (name: string, where: string): CaipaiError =>
  new CaipaiError(`${JSON.stringify(name)} is no setting of a platform`, {
    code: 'FLAG_INVALID',
    where,
    fix: `Begin with one of ${platformIds.join(', ')}, and a dot: wechat.account.mode=secure`,
  })

/** `5`, `true` and `["a"]` are what they look like; anything else is a text. */
function readValue(value: string): unknown {
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}
