import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { CaipaiError } from '../../emulators/core/errors.ts'
import type { Config } from './config.ts'
import { createLogTail } from './log-tail.ts'
import { awaitReady, explainReady } from './ready.ts'
import { fillTemplate, type TemplateValues } from './template.ts'

/** A bot under test. */
export interface Bot {
  /** The port it was told to listen on; 0 for a bot somebody else has started. */
  readonly port: number
  /** False for a bot somebody else has started: it cannot be restarted. */
  readonly isOurs: boolean
  /** The last lines of its log, oldest first. */
  log(count?: number): string[]
  /** Stops and starts it on the same port; `kill` gives it no chance to tidy up. */
  restart(how: 'graceful' | 'kill'): Promise<void>
  stop(): Promise<void>
  /** How it ended when nobody asked it to: `exit code 1`. */
  readonly died: string | undefined
}

/** Everything we have started and not stopped; killed when we go ourselves. */
const alive = new Set<ChildProcess>()
let isGuarded = false

function guardAgainstOrphans(): void {
  if (isGuarded) return
  isGuarded = true
  process.on('exit', () => {
    for (const child of alive) killGroup(child, 'SIGKILL')
  })
}

/**
 * Names a file in which the process groups of all started bots are noted, one a line. A rehearsal may run in a worker that is
 * ended without a chance to tidy up; whoever started the worker then reads the file and ends what is left.
 */
export const GROUPS_FILE_VARIABLE = 'CAIPAI_BOT_GROUPS'

function noteGroup(child: ChildProcess): void {
  const file = process.env[GROUPS_FILE_VARIABLE]
  if (file !== undefined && file !== '' && child.pid !== undefined) appendFileSync(file, `${child.pid}\n`)
}

/** The bot's whole family: it may have been started by a shell or by npm. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A port nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/**
 * Starts the bot of a config and waits until it is ready. Without a command there is nothing to start: the bot runs already.
 *
 * @throws CaipaiError `BOT_NOT_READY`, `BOT_DIED`, `BOT_COMMAND_NOT_FOUND`, `TEMPLATE_UNKNOWN`
 */
export async function startBot(config: Config, connections: TemplateValues): Promise<Bot> {
  const { command, port: wantedPort } = config.bot
  if (command === undefined) {
    const stay = (): Promise<void> => Promise.resolve()
    return { port: wantedPort, isOurs: false, log: () => [], restart: stay, stop: stay, died: undefined }
  }
  guardAgainstOrphans()
  const port = wantedPort === 0 ? await findFreePort() : wantedPort
  const values = { ...connections, bot: { port: String(port), url: `http://127.0.0.1:${port}` } }
  const env = Object.entries(config.bot.env).map(([name, value]) => {
    const { line, column } = config.document.positionOf(['bot', 'env', name])
    return [name, fillTemplate(value, values, `${config.document.file}:${line}:${column}`)] as const
  })
  const log = createLogTail()
  let child: ChildProcess | undefined
  let died: string | undefined
  let isStopping = false

  async function start(): Promise<void> {
    died = undefined
    isStopping = false
    const started = launch(command!, resolve(config.folder, config.bot.cwd), {
      ...process.env,
      ...Object.fromEntries(env),
    })
    child = started
    alive.add(started)
    noteGroup(started)
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => log.write(chunk))
    const given = new AbortController()
    started.once('error', (error: NodeJS.ErrnoException) => {
      alive.delete(started)
      died = error.code === 'ENOENT' ? 'not found' : error.message
      given.abort()
    })
    started.once('exit', (code, signal) => {
      alive.delete(started)
      if (isStopping) return
      died = signal === null ? `exit code ${code}` : `signal ${signal}`
      given.abort()
    })
    const limit = setTimeout(() => given.abort(), config.bot.ready.within)
    try {
      await awaitReady(config.bot.ready, port, log, given.signal)
    } catch (error) {
      if (!given.signal.aborted) throw error
    } finally {
      clearTimeout(limit)
    }
    if (given.signal.aborted) {
      const failure = notReady()
      await stop()
      throw failure
    }
  }

  function notReady(): CaipaiError {
    const tail = log.last().map((line) => `    ${line}`)
    const shown = tail.length === 0 ? 'It wrote nothing.' : `Its last lines:\n${tail.join('\n')}`
    const named = Array.isArray(command) ? command.join(' ') : command
    if (died === 'not found') {
      return new CaipaiError(`cannot start the bot: ${named} was not found`, {
        code: 'BOT_COMMAND_NOT_FOUND',
        where: whereOf('command'),
        fix: 'Check bot.command and bot.cwd.',
      })
    }
    if (died !== undefined) {
      return new CaipaiError(`the bot ended before it was ready (${died}). ${shown}`, {
        code: 'BOT_DIED',
        where: whereOf('command'),
        fix: `Start it by hand to see why: ${named}`,
      })
    }
    const waited = config.bot.ready.within / 1000
    return new CaipaiError(
      `the bot was not ready after ${waited} s; waited for ${explainReady(config.bot.ready, port)}. ${shown}`,
      {
        code: 'BOT_NOT_READY',
        where: whereOf('ready'),
        fix: 'Let the bot listen on {bot.port} (pass it through bot.env), or say how to tell that it is ready: bot.ready.',
      },
    )
  }

  function whereOf(key: string): string {
    const { line, column } = config.document.positionOf(['bot', key])
    return `${config.document.file}:${line}:${column}`
  }

  async function stop(how: 'graceful' | 'kill' = 'graceful'): Promise<void> {
    isStopping = true
    const ending = child
    if (ending === undefined || ending.pid === undefined || ending.exitCode !== null || ending.signalCode !== null)
      return
    const exited = new Promise<void>((done) => ending.once('exit', () => done()))
    killGroup(ending, how === 'kill' ? 'SIGKILL' : 'SIGTERM')
    const limit = setTimeout(() => killGroup(ending, 'SIGKILL'), config.bot.stopWithin)
    await exited
    clearTimeout(limit)
    // The leader is gone; whoever it has left behind goes too.
    killGroup(ending, 'SIGKILL')
    alive.delete(ending)
  }

  await start()
  return {
    port,
    isOurs: true,
    log: (count) => log.last(count),
    async restart(how) {
      await stop(how)
      await start()
    },
    stop: () => stop(),
    get died() {
      return died
    },
  }
}

function launch(command: string | readonly string[], cwd: string, env: NodeJS.ProcessEnv): ChildProcess {
  const options: SpawnOptions = { cwd, env, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] }
  const [program = '', ...rest] = typeof command === 'string' ? [command] : command
  return spawn(program, rest, { ...options, shell: typeof command === 'string' })
}
