import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CaipaiError } from '../../emulators/core/errors.ts'
import { whereIs, type Config } from './config.ts'
import { startFamily, type Ending, type Family } from './family.ts'
import { createLogTail } from './log-tail.ts'
import { doesPortAnswer, findFreePort, returnPort } from './port.ts'
import { readReadiness, type Readiness, type WatchCalls } from './ready.ts'
import { describeEnding, explainEnding, explainLate } from './start-error.ts'
import { fillTemplate, type TemplateValues } from './template.ts'

/** A bot under test. */
export interface Bot {
  /** The port it was told to listen on; 0 for a bot somebody else has started without saying so. */
  readonly port: number
  /** False for a bot somebody else has started: it cannot be restarted. */
  readonly isOurs: boolean
  /** The last lines of its log, oldest first; 20 unless told otherwise, 200 at most, and none before the mark. */
  log(count?: number, since?: number): string[]
  /** Marks this moment for {@link log}. */
  mark(): number
  /** Stops and starts it on the same port; `kill` gives it no chance to tidy up. */
  restart(how: 'graceful' | 'kill'): Promise<void>
  stop(): Promise<void>
  /** How it ended when nobody asked it to: `exit code 1`. */
  readonly died: string | undefined
}

/** What one may want to know about a bot while it runs. */
export interface BotWatch {
  /** Called when a bot that was ready ends although nobody asked it to: `exit code 1`, `signal SIGSEGV`. */
  readonly onDied?: (how: string) => void
  /** For `bot.ready.call`. */
  readonly watchCalls?: WatchCalls
}

const READY_WITHIN_MS = 30_000
/** Somebody else's bot runs, or it does not. */
const RUNNING_WITHIN_MS = 3000

/**
 * Starts the bot of a config and waits until it is ready. Without a command there is nothing to start: the bot runs
 * already, and it is only waited for.
 *
 * @throws CaipaiError `BOT_NOT_READY`, `BOT_DIED`, `BOT_COMMAND_NOT_FOUND`, `BOT_FOLDER_MISSING`, `PORT_IN_USE`,
 *   `TEMPLATE_UNKNOWN`
 */
export async function startBot(config: Config, connections: TemplateValues, watch: BotWatch = {}): Promise<Bot> {
  const { command, port: wantedPort, ready, stopWithin } = config.bot
  const log = createLogTail()
  if (command === undefined) {
    const within = ready.within ?? RUNNING_WITHIN_MS
    const readiness = readReadiness(config.bot, wantedPort, { log, watchCalls: watch.watchCalls })
    const isReady = readiness === undefined || (await waitFor(readiness, within, new AbortController()))
    if (!isReady) throw explainLate(config, readiness.words, within, log)
    const stay = (): Promise<void> => Promise.resolve()
    return { port: wantedPort, isOurs: false, log: () => [], mark: () => 0, restart: stay, stop: stay, died: undefined }
  }

  const cwd = resolve(config.folder, config.bot.cwd)
  if (!existsSync(cwd)) {
    throw new CaipaiError(`the bot's folder ${cwd} does not exist`, {
      code: 'BOT_FOLDER_MISSING',
      where: whereIs(config, 'bot', 'cwd'),
      fix: 'Correct bot.cwd; it is seen from the folder of the config.',
    })
  }
  const port = wantedPort === 0 ? await findFreePort() : wantedPort
  const values = { ...connections, bot: { port: String(port), url: `http://127.0.0.1:${port}` } }
  const launch = {
    cwd,
    command: typeof command === 'string' ? command : fillAll(command, (at) => ['command', at]),
    // Python holds back what it writes into a pipe, and with it the line one may be waiting for.
    env: { PYTHONUNBUFFERED: '1', ...process.env, ...fillEnvironment() },
  }
  const readiness = readReadiness(config.bot, port, { log, watchCalls: watch.watchCalls })
  let family: Family | undefined
  let died: string | undefined
  let isStopping = false

  function fillAll(templates: readonly string[], pathOf: (at: number) => PropertyKey[]): string[] {
    return templates.map((template, at) => fillTemplate(template, values, whereIs(config, 'bot', ...pathOf(at))))
  }

  function fillEnvironment(): NodeJS.ProcessEnv {
    const entries = Object.entries(config.bot.env).map(([name, template]) => [
      name,
      template === null ? undefined : fillTemplate(template, values, whereIs(config, 'bot', 'env', name)),
    ])
    return Object.fromEntries(entries) as NodeJS.ProcessEnv
  }

  async function start(): Promise<void> {
    if (await doesPortAnswer(port)) {
      throw new CaipaiError(`somebody listens on the bot's port ${port} already`, {
        code: 'PORT_IN_USE',
        where: whereIs(config, 'bot', 'port'),
        fix: 'Stop what listens there, or leave bot.port out: then the bot gets a free port as {bot.port}.',
      })
    }
    died = undefined
    isStopping = false
    const started = startFamily(launch, log)
    family = started
    const attempt = new AbortController()
    let isReady = false
    let ending: Ending | undefined
    void started.ended.then((how) => {
      ending = how
      attempt.abort()
      if (isStopping) return
      died = describeEnding(how)
      if (isReady) watch.onDied?.(died)
    })
    const within = ready.within ?? READY_WITHIN_MS
    isReady = readiness === undefined || (await waitFor(readiness, within, attempt))
    if (isStopping || (ending === undefined && isReady)) return
    if (ending !== undefined) throw explainEnding(config, ending, log)
    const late = explainLate(config, readiness?.words ?? '', within, log)
    await stop('kill')
    throw late
  }

  async function stop(how: 'graceful' | 'kill'): Promise<void> {
    isStopping = true
    await family?.stop(how, stopWithin)
  }

  try {
    await start()
  } catch (error) {
    returnPort(port)
    throw error
  }
  return {
    port,
    isOurs: true,
    log: (count, since) => log.last(count, since),
    mark: () => log.mark(),
    async restart(how) {
      await stop(how)
      await start()
    },
    async stop() {
      await stop('graceful')
      returnPort(port)
    },
    get died() {
      return died
    },
  }
}

/** True when it is ready before `withinMs` are over and `attempt` is aborted. */
async function waitFor(readiness: Readiness, withinMs: number, attempt: AbortController): Promise<boolean> {
  const limit = setTimeout(() => attempt.abort(), withinMs)
  try {
    await readiness.wait(attempt.signal)
    return true
  } catch (error) {
    if (attempt.signal.aborted) return false
    throw error
  } finally {
    clearTimeout(limit)
  }
}
