import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConfigFile } from './config.ts'
import type { LogTail } from './log-tail.ts'

type Ready = ConfigFile['bot']['ready']

const PAUSE_MS = 25
const LONGEST_TRY_MS = 2000

/** What is waited for, in words: `http://127.0.0.1:3000/healthz to answer`. */
export function explainReady(ready: Ready, port: number): string {
  if (ready.http !== undefined) return `${urlOf(ready.http, port)} to answer below 500`
  if (ready.log !== undefined) return `its log to show ${ready.log}`
  return `port ${port} to accept connections`
}

/** Resolves when the bot is ready; rejects only when `signal` is aborted. */
export async function awaitReady(ready: Ready, port: number, log: LogTail, signal: AbortSignal): Promise<void> {
  if (ready.log !== undefined) return awaitLog(ready.log, log, signal)
  const { http } = ready
  const isReady = http === undefined ? () => portAnswers(port) : () => urlAnswers(urlOf(http, port), signal)
  while (!(await isReady())) await sleep(PAUSE_MS, undefined, { signal })
}

const urlOf = (http: string, port: number): string => (http.startsWith('/') ? `http://127.0.0.1:${port}${http}` : http)

async function urlAnswers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_TRY_MS)]),
      redirect: 'manual',
    })
    await answer.body?.cancel()
    return answer.status < 500
  } catch {
    // Nobody there yet: that is what we wait for.
    return false
  }
}

function portAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (answers: boolean): void => {
      socket.destroy()
      resolve(answers)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.setTimeout(LONGEST_TRY_MS, () => end(false))
  })
}

function awaitLog(wanted: string, log: LogTail, signal: AbortSignal): Promise<void> {
  const [, source] = /^\/(.*)\/$/s.exec(wanted) ?? []
  const pattern = source === undefined ? undefined : new RegExp(source)
  const fits = (line: string): boolean => (pattern === undefined ? line.includes(wanted) : pattern.test(line))
  return new Promise((resolve, reject) => {
    const unwatch = log.watch((line) => fits(line) && end(resolve))
    const abort = (): void => end(() => reject(signal.reason as Error))
    function end(settle: () => void): void {
      unwatch()
      signal.removeEventListener('abort', abort)
      settle()
    }
    signal.addEventListener('abort', abort)
    if (log.last(200).some(fits)) end(resolve)
  })
}
