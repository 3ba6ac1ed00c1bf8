import { resolve } from 'node:path'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { whereIs, type Config } from './config.ts'
import { startFamily } from './family.ts'
import { createLogTail } from './log-tail.ts'
import { fillTemplate, type TemplateValues } from './template.ts'

/** What a script is run with, besides what the config says. */
export interface ScriptCall {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** How a run of a script ended. `code` is null when it was ended by a signal or could not be started. */
export interface ScriptEnd {
  readonly code: number | null
  readonly log: readonly string[]
}

/** The longest a script may run, in real ms. */
const LONGEST_MS = 60_000

/**
 * Runs the command of a config to its end: a client of the platforms that is no server.
 *
 * @throws CaipaiError `BOT_COMMAND_MISSING`, `TEMPLATE_UNKNOWN`
 */
export async function runScript(
  config: Config,
  values: TemplateValues,
  { args = [], env = {} }: ScriptCall,
): Promise<ScriptEnd> {
  const { command } = config.bot
  if (command === undefined) {
    throw new CaipaiError('there is no command to run', {
      code: 'BOT_COMMAND_MISSING',
      where: whereIs(config, 'bot'),
      fix: 'Give bot.command, the script that is the subject.',
    })
  }
  const fill = (template: string, ...path: PropertyKey[]): string =>
    fillTemplate(template, values, whereIs(config, 'bot', ...path))
  const given = Object.entries(config.bot.env).map(([name, value]) => [
    name,
    value === null ? undefined : fill(value, 'env', name),
  ])
  const log = createLogTail()
  const family = startFamily(
    {
      command:
        typeof command === 'string'
          ? [command, ...args].join(' ')
          : [...command.map((part, at) => fill(part, 'command', at)), ...args],
      cwd: resolve(config.folder, config.bot.cwd),
      env: { PYTHONUNBUFFERED: '1', ...process.env, ...(Object.fromEntries(given) as NodeJS.ProcessEnv), ...env },
    },
    log,
  )
  const limit = setTimeout(() => void family.stop('kill', 0), LONGEST_MS)
  const { code, error } = await family.ended
  clearTimeout(limit)
  return { code, log: error === undefined ? log.last(10) : [error.message] }
}
