import { spawn } from 'node:child_process'
import type { LogTail } from './log-tail.ts'
import { guardFamily, killFamily } from './orphan-guard.ts'

/** How a process ended: with a code or by a signal; or why it could not be started. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly error?: NodeJS.ErrnoException
}

/** What to start: a list is run as it is, a text by the platform's shell. */
export interface Launch {
  readonly command: string | readonly string[]
  /** Absolute. */
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** A process and everything it starts. */
export interface Family {
  /** Settles when the process itself has ended and its last words have been read. */
  readonly ended: Promise<Ending>
  /** Asks all of them to end, and ends them after `withinMs`; `kill` does not ask. Settles when they are gone. */
  stop(how: 'graceful' | 'kill', withinMs: number): Promise<void>
}

/** How long the output of a dead process may still arrive. */
const LAST_WORDS_MS = 200

/**
 * Starts a process in a group of its own, so that a signal also reaches what a shell or npm starts in its name. Its output
 * goes to `log` and is always read: a process that floods it neither blocks nor makes us grow.
 */
export function startFamily({ command, cwd, env }: Launch, log: LogTail): Family {
  const [program = '', ...rest] = typeof command === 'string' ? [command] : command
  const child = spawn(program, rest, {
    cwd,
    env,
    shell: typeof command === 'string',
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const { pid, stdout, stderr } = child
  const release = pid === undefined ? undefined : guardFamily(pid)
  for (const stream of [stdout, stderr]) {
    const { write, end } = log.open()
    stream.setEncoding('utf8').on('data', write).once('end', end)
  }

  let isStopping = false
  let hasEnded = false
  // Closed means that nobody holds the output any more: the whole family has ended.
  const closed = new Promise<void>((settle) => child.once('close', () => settle()))
  const exited = new Promise<Ending>((settle) => {
    child.once('error', (error: NodeJS.ErrnoException) => settle({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => settle({ code, signal }))
  }).then((ending) => {
    hasEnded = true
    if (!isStopping) end()
    return ending
  })

  function end(): void {
    if (pid !== undefined) killFamily(pid, 'SIGKILL')
    release?.()
  }

  return {
    ended: exited.then(async (ending) => {
      await within(closed, LAST_WORDS_MS)
      return ending
    }),
    async stop(how, withinMs) {
      if (pid === undefined || hasEnded) return
      isStopping = true
      if (how === 'graceful') {
        killFamily(pid, 'SIGTERM')
        // Also when the first of them has gone: a shell goes at once, the bot it started may still be tidying up.
        await within(closed, withinMs)
      }
      end()
      await exited
      await within(closed, LAST_WORDS_MS)
      stdout.destroy()
      stderr.destroy()
    },
  }
}

async function within(event: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((settle) => {
    timer = setTimeout(settle, ms)
  })
  await Promise.race([event, late])
  clearTimeout(timer)
}
