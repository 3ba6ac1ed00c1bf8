import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that the bot made, as it came over the wire. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a fake service answers: an object goes out as JSON, a function has the response to itself. */
export type FakeAnswer = object | ((response: ServerResponse) => void)

/** Everything the bot may call, on one port of this machine. */
export interface FakeInternet {
  readonly url: string
  /** All requests so far, in order. */
  readonly seen: readonly SeenRequest[]
  /** The requests to one path. */
  requestsTo(path: string): SeenRequest[]
  /** Decides what a path answers from now on; may wait before it does. */
  on(path: string, answer: (request: SeenRequest) => FakeAnswer | Promise<FakeAnswer>): void
  close(): Promise<void>
}

const nowhere = async (): Promise<FakeAnswer> => (response: ServerResponse) => void response.writeHead(404).end()

/** Starts a server that answers 404 to whatever a test has not set up with `on`. */
export async function startFakeInternet(): Promise<FakeInternet> {
  const seen: SeenRequest[] = []
  const answers = new Map<string, (request: SeenRequest) => FakeAnswer | Promise<FakeAnswer>>()

  const serve = async (message: IncomingMessage, response: ServerResponse) => {
    const address = new URL(message.url ?? '/', 'http://fake')
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(Buffer.from(chunk))
    const request: SeenRequest = {
      method: message.method ?? '',
      path: address.pathname,
      query: address.searchParams,
      headers: message.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    seen.push(request)
    const answer = await (answers.get(request.path) ?? nowhere)(request)
    if (typeof answer === 'function') answer(response)
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  const server = createServer((message, response) => void serve(message, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    requestsTo: (path) => seen.filter((request) => request.path === path),
    on: (path, answer) => void answers.set(path, answer),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
