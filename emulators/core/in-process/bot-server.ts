import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A bot inside this process: a request in, an answer out, whose body may be a stream. `request.signal` says that the platform has hung up. */
export type BotFunction = (request: Request) => Response | Promise<Response>

/**
 * Puts a function behind an HTTP server that never listens, so that a push to it takes the same way as any other. A function
 * that throws answers 500 with the error's text, as servers do while they are developed.
 */
export function serverOf(bot: BotFunction): Server {
  return createServer((incoming, outgoing) => {
    answer(bot, incoming, outgoing).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy()
      else outgoing.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`the bot threw: ${text}`)
    })
  })
}

async function answer(bot: BotFunction, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  const response = await bot(readRequest(incoming, gone.signal))
  outgoing.writeHead(response.status, [...response.headers].flat())
  if (response.body === null) {
    outgoing.end()
    return
  }
  outgoing.flushHeaders()
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing)
}

function readRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', rawHeaders } = incoming
  const headers = rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
  )
  const body = method === 'GET' || method === 'HEAD' ? null : (Readable.toWeb(incoming) as ReadableStream)
  const init: RequestInit & { duplex: 'half' } = { method, headers, body, signal, duplex: 'half' }
  return new Request(new URL(incoming.url ?? '/', 'http://bot.localhost'), init)
}
