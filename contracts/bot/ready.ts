import { setTimeout as sleep } from 'node:timers/promises'
import { globPattern } from '../../emulators/core/faults.ts'
import type { ConfigFile } from './config.ts'
import { readLogPattern } from './log-pattern.ts'
import type { LogTail } from './log-tail.ts'
import { doesPortAnswer } from './port.ts'

/** How one can tell that a bot is ready. */
export interface Readiness {
  /** What is waited for, in words: `http://127.0.0.1:3000/healthz to answer below 500`. */
  readonly words: string
  /** Settles when the bot is ready; rejects only when `signal` is aborted. Watches the log from now on. */
  wait(signal: AbortSignal): Promise<void>
}

const PAUSE_MS = 25
const LONGEST_TRY_MS = 2000

/** Calls `look` with the operation of each call that a bot has made with success, until the returned function is called. */
export type WatchCalls = (look: (operation: string) => void) => () => void

/** Where a bot shows that it is ready, besides its port. */
export interface Signs {
  readonly log: LogTail
  readonly watchCalls?: WatchCalls | undefined
}

/** Reads `bot.ready`; undefined when nothing is known that could be waited for: a running bot that only connects to us. */
export function readReadiness(bot: ConfigFile['bot'], port: number, { log, watchCalls }: Signs): Readiness | undefined {
  const { http, log: wanted, call } = bot.ready
  if (wanted !== undefined)
    return { words: `its log to show ${wanted}`, wait: awaitSign(readLogPattern(wanted), (look) => log.watch(look)) }
  if (call !== undefined) {
    if (watchCalls === undefined) throw new RangeError('bot.ready.call needs a world whose calls can be watched')
    const pattern = globPattern(call)
    return { words: `it to call ${call}`, wait: awaitSign((operation) => pattern.test(operation), watchCalls) }
  }
  if (http !== undefined) {
    const url = http.startsWith('/') ? `http://127.0.0.1:${port}${http}` : http
    return { words: `${url} to answer below 500`, wait: poll((signal) => doesUrlAnswer(url, signal)) }
  }
  if (port !== 0) {
    return { words: `port ${port} to accept connections`, wait: poll(() => doesPortAnswer(port)) }
  }
  const hosts = webhookHosts(bot)
  if (hosts.length === 0) return undefined
  return {
    words: `${hosts.map(({ host, port: at }) => `${host}:${at}`).join(' and ')} to accept connections`,
    wait: poll(async () => (await Promise.all(hosts.map((one) => doesPortAnswer(one.port, one.host)))).every(Boolean)),
  }
}

/** Where the whole URLs among the webhooks lead. */
function webhookHosts({ webhooks }: ConfigFile['bot']): { host: string; port: number }[] {
  const urls = Object.values(webhooks).flatMap((given) => (typeof given === 'string' ? [given] : Object.values(given)))
  const parsed = urls.filter((given) => URL.canParse(given)).map((given) => new URL(given))
  const byHost = new Map(parsed.map((url) => [url.host, url]))
  return Array.from(byHost.values(), ({ hostname, port, protocol }) => ({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  }))
}

function poll(isReady: (signal: AbortSignal) => Promise<boolean>): Readiness['wait'] {
  return async (signal) => {
    signal.throwIfAborted()
    while (!(await isReady(signal))) await sleep(PAUSE_MS, undefined, { signal })
  }
}

async function doesUrlAnswer(url: string, signal: AbortSignal): Promise<boolean> {
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

/** Waits for the first text that fits, of those `watch` brings. */
function awaitSign(fits: (text: string) => boolean, watch: WatchCalls): Readiness['wait'] {
  return (signal) =>
    new Promise((resolve, reject) => {
      const unwatch = watch((text) => void (fits(text) && end(resolve)))
      const abort = (): void => end(() => reject(signal.reason as Error))
      function end(settle: () => void): void {
        unwatch()
        signal.removeEventListener('abort', abort)
        settle()
      }
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
    })
}
