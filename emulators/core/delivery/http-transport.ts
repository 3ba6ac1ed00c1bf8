import { request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../journal-entries.ts'
import type { Exchange, Listener, Transport } from './exchange.ts'

/** A request as it shall stand on the wire: header lines in this order and spelling, none added. */
export interface HttpPush {
  readonly method: string
  readonly url: string
  /** `Host` and `Content-Length` have to be among them where the platform sends them. */
  readonly headers: HeaderList
  readonly body: Buffer | string
  /** Accept any certificate of an https bot. */
  readonly insecureTls?: boolean
}

/** How long, in real ms, we listen for an answer nobody waits for any more. */
const LINGER_MS = 60_000
const MOST_LATE_BYTES = 64 * 1024

const pairs = (raw: readonly string[]): HeaderList =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []))

/**
 * One HTTP request on a new connection. Redirects are not followed, answers are not decompressed.
 *
 * Hanging up closes our side of the connection (FIN), which is all a bot can see of a peer that has gone, and keeps
 * the receiving side open for a while, so that an answer that comes too late can be shown to its author.
 *
 * `connect` makes the connection instead of the system, for a bot inside this process.
 */
export function httpTransport(push: HttpPush, cutBody: (text: string) => string, connect?: () => Duplex): Transport {
  const url = new URL(push.url)
  const body = typeof push.body === 'string' ? Buffer.from(push.body) : push.body

  function start(listener: Listener): Exchange {
    let phase: 'open' | 'hung-up' | 'over' = 'open'
    let response: IncomingMessage | undefined
    let linger: NodeJS.Timeout | undefined
    let late = ''

    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const options: RequestOptions & { rejectUnauthorized?: boolean } = {
      method: push.method,
      setHost: false,
      ...(connect === undefined ? { agent: false } : { createConnection: connect }),
    }
    if (push.insecureTls === true) options.rejectUnauthorized = false
    const request: ClientRequest = send(url, options)
    // Node adds this line unless it has been taken away.
    request.removeHeader('connection')
    for (const [name, value] of push.headers) request.appendHeader(name, value)

    function finish(): void {
      phase = 'over'
      clearTimeout(linger)
      request.destroy()
    }

    function fail(reason: string): void {
      if (phase === 'open') listener.failed(reason)
      finish()
    }

    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    request.on('close', () => {
      if (response === undefined) fail('the connection was closed before any answer')
    })
    request.on('response', (incoming) => {
      response = incoming
      if (phase === 'open') listener.head({ status: incoming.statusCode ?? 0, headers: pairs(incoming.rawHeaders) })
      incoming.on('data', (chunk: Buffer) => {
        if (phase === 'open') listener.bytes(chunk)
        else if (late.length < MOST_LATE_BYTES) late += chunk.toString('utf8')
      })
      incoming.on('end', () => {
        if (phase === 'open') listener.ended()
        else if (phase === 'hung-up') listener.late(incoming.statusCode ?? 0, late)
        finish()
      })
      incoming.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
      incoming.on('close', () => fail('the connection was closed in the middle of the answer'))
    })
    request.end(body, () => {
      if (phase === 'open') listener.sent()
    })

    return {
      hangUp() {
        if (phase !== 'open') return
        phase = 'hung-up'
        if (request.socket === null || request.socket.connecting) {
          finish()
          return
        }
        request.socket.end()
        linger = setTimeout(finish, LINGER_MS)
        linger.unref()
      },
      pause: () => void response?.pause(),
      resume: () => void response?.resume(),
    }
  }

  return {
    request: {
      method: push.method,
      url: push.url,
      headers: push.headers,
      body: cutBody(body.toString('utf8')),
    },
    start,
  }
}
