import { z } from 'zod'

/** The environment as Node hands it over. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The configuration cannot be used; the message says which variable, what was expected, and is meant for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** A key, password or token. A stray newline from a file or a secret store is a classic, and no vendor's key holds a space. */
export const secret = z.string().regex(/^\S+$/, 'must not contain spaces or line breaks')

/** An http or https address, kept without a trailing slash so that paths can be appended. */
export const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((text) => text.replace(/\/+$/, ''))

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number('must be a number from 0 to 65535').int().min(0).max(65_535)

/** A switch: `on` or `off`. */
export const onOff = z.enum(['on', 'off'], 'must be "on" or "off"').transform((word) => word === 'on')

/** Words between commas. */
export const words = z.string().transform((text) =>
  text
    .split(/[,，]/)
    .map((word) => word.trim())
    .filter((word) => word !== ''),
)

/** A time in milliseconds. */
export const milliseconds = z.coerce.number('must be a number of milliseconds').int().min(0)

/**
 * Reads the variables that a schema names. An empty variable counts as absent: templates and compose files fill in blanks.
 *
 * @throws ConfigError that names every variable that is missing or wrong, never its value
 */
export function readVariables<Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = environment[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return `  ${name}: ${name in given ? issue.message : 'is missing'}`
  })
  throw new ConfigError(`the environment is not usable:\n${problems.join('\n')}`)
}

/** True when the variable that switches a channel on is there. */
export function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? '') !== ''
}
