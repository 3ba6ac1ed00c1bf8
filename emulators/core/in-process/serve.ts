import { request as requestHttp, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { HeaderList } from '../journal-entries.ts'
import type { End } from './connection.ts'

/** A request as its client meant it, where the client is known better than through a `Request`. */
export interface ExactRequest {
  /** Path and query, as the client wrote them. */
  readonly path?: string
  /** Header lines in the client's order and spelling. */
  readonly headers?: HeaderList
  /** The client has gone away. */
  readonly signal?: AbortSignal
}

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])

/** Belong to one connection, which the receiver of a `Response` does not have. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/**
 * Sends a request through a connection inside this process and gives the answer as soon as its head is there; the body
 * streams. What a `Request` does not carry is filled in as a client would: `Host`, `Content-Length`.
 *
 * Rejects with the connection's error (code `ECONNRESET`), or the signal's reason, when no answer comes.
 */
export async function serveInside(request: Request, open: () => End, exact: ExactRequest = {}): Promise<Response> {
  const url = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  const signal = exact.signal === undefined ? request.signal : AbortSignal.any([request.signal, exact.signal])
  signal.throwIfAborted()
  const headers = exact.headers ?? [...request.headers]
  const names = new Set(headers.map(([name]) => name.toLowerCase()))

  return new Promise((resolve, reject) => {
    const connection = open()
    const sending = requestHttp({
      createConnection: () => connection,
      method: request.method,
      path: exact.path ?? `${url.pathname}${url.search}`,
      setHost: false,
    })
    sending.removeHeader('connection')
    if (!names.has('host')) sending.setHeader('Host', url.host)
    for (const [name, value] of headers) sending.appendHeader(name, value)
    const hasLength = names.has('content-length') || names.has('transfer-encoding')
    if (!hasLength && (body.length > 0 || request.method === 'POST' || request.method === 'PUT')) {
      sending.setHeader('Content-Length', body.length)
    }

    const leave = (): void => {
      connection.destroy()
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', leave)
    connection.once('close', () => signal.removeEventListener('abort', leave))
    sending.on('error', reject)
    sending.on('response', (incoming) => resolve(readResponse(incoming)))
    sending.end(body)
  })
}

function readResponse(incoming: IncomingMessage): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = incoming
  const headers = rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 && !HOP_BY_HOP.has(name.toLowerCase()) ? [[name, rawHeaders[at + 1] ?? '']] : [],
  )
  if (!BODILESS.has(status)) {
    return new Response(Readable.toWeb(incoming) as ReadableStream, { status, statusText, headers })
  }
  incoming.resume()
  return new Response(null, { status, statusText, headers })
}
