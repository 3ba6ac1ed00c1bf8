import { CaipaiError } from '../../emulators/core/errors.ts'
import { whereIs, type Config } from './config.ts'
import type { Ending } from './family.ts'
import type { LogTail } from './log-tail.ts'
import { tellingLines } from './telling-lines.ts'

/** `exit code 1`, `signal SIGSEGV`. */
export const describeEnding = ({ code, signal, error }: Ending): string =>
  error !== undefined ? error.message : signal === null ? `exit code ${code}` : `signal ${signal}`

/** The bot ended, or did not even start, before it was ready. */
export function explainEnding(config: Config, ending: Ending, log: LogTail): CaipaiError {
  const { command = '' } = config.bot
  const isShell = typeof command === 'string'
  const named = isShell ? command : command.join(' ')
  const where = whereIs(config, 'bot', 'command')
  // A shell tells by its exit code that it did not find a program (127), or may not run it (126).
  const isForbidden = ending.error?.code === 'EACCES' || (isShell && ending.code === 126)
  if (ending.error !== undefined || isForbidden || (isShell && ending.code === 127)) {
    const program = isShell ? named : (command[0] ?? '')
    return new CaipaiError(
      `cannot start the bot: ${program} ${isForbidden ? 'may not be run' : 'was not found'}${isShell ? `. ${lastWords(log)}` : ''}`,
      {
        code: 'BOT_COMMAND_NOT_FOUND',
        where,
        fix: isForbidden
          ? 'Name its interpreter (command: [python3, bot.py]), or make the file executable.'
          : 'Check bot.command and bot.cwd; a program has to be on the PATH.',
        cause: ending.error,
      },
    )
  }
  return new CaipaiError(`the bot ended before it was ready (${describeEnding(ending)}). ${lastWords(log)}`, {
    code: 'BOT_DIED',
    where,
    fix: `Start it by hand to see why: ${named}`,
  })
}

/** The bot runs but is not ready after `waitedMs`. */
export function explainLate(config: Config, awaited: string, waitedMs: number, log: LogTail): CaipaiError {
  const isOurs = config.bot.command !== undefined
  const listens = JSON.stringify([config.bot.command, config.bot.env]).includes('{bot.')
  const fix = !isOurs
    ? 'Start your bot first, or let caipai start it: bot.command.'
    : listens
      ? 'Let the bot listen there (if its port is fixed, name it: bot.port: 8080), give it more time with bot.ready.within, or say how else to tell that it is ready: bot.ready.'
      : "Tell the bot its port, bot.env: { PORT: '{bot.port}' }; if it is fixed, name it: bot.port: 8080; or for a bot that only connects out: bot.ready: { call: dingtalk.gateway.connect }, or { log: a text of its log }."
  return new CaipaiError(
    `the bot was not ready after ${waitedMs / 1000} s; waited for ${awaited}.${isOurs ? ` ${lastWords(log)}` : ''}`,
    { code: 'BOT_NOT_READY', where: whereIs(config, 'bot', 'ready'), fix },
  )
}

function lastWords(log: LogTail): string {
  const lines = tellingLines(log.last(200), 20)
  return lines.length === 0 ? 'It wrote nothing.' : `Its last lines:\n${lines.map((line) => `    ${line}`).join('\n')}`
}
