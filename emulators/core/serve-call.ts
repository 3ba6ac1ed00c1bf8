import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiAnswer, Call } from './call.ts'
import { describeFault, type Fault } from './faults.ts'
import type { CallEntry, FaultEntry } from './journal-entries.ts'
import type { OperationInfo } from './operation.ts'
import type { OpenPlatform } from './platform.ts'
import type { Open } from './wire.ts'
import type { DirectedWorld } from './world.ts'

const NO_BODY = Buffer.alloc(0)

/** Answers one call of the bot. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | FastifyReply

/**
 * Makes the handler of one route: journal, faults, the platform's dialect, and the bookkeeping of the wire. Where several
 * operations share the route the platform selects; no operation at all stands for a path nobody knows.
 */
export function serveCall(world: DirectedWorld, platform: OpenPlatform, operations: readonly OperationInfo[]): Handler {
  const only = operations.length === 1 ? operations[0] : undefined
  const unknown = `${platform.info.id}.unknown`

  return (request, reply) => {
    const serving = world.wire.serve(only?.id ?? platform.info.id)
    const entry = world.journal.add<CallEntry>({
      kind: 'call',
      platform: platform.info.id,
      operation: only?.id ?? unknown,
      method: request.method,
      url: request.url,
      from: request.ip,
    })
    const call = new ServedCall(world, request, reply, entry, serving)
    const operation = operations.length > 1 ? platform.select(call) : only
    const id = operation?.id ?? unknown
    entry.operation = id
    const fault = world.faults.take(id)
    if (fault !== undefined) return strike(fault, call, platform, operation)
    const answer = platform.answer(call, operation)
    return answer instanceof Promise ? answer.then((later) => call.give(later)) : call.give(answer)
  }
}

async function strike(
  fault: Fault,
  call: ServedCall,
  platform: OpenPlatform,
  operation: OperationInfo | undefined,
): Promise<unknown> {
  call.tellFault(fault)
  if (fault.delayMs !== undefined) await call.hold(fault.delayMs, `a fault: ${describeFault(fault)}`)
  if (fault.reset === true) return call.breakOff()
  if (fault.status !== undefined) return call.give(gatewayPage(fault.status))
  const refused = fault.code === undefined ? undefined : platform.refuse(call, fault.code)
  return call.give(refused ?? (await platform.answer(call, operation)))
}

/**
 * Writes the answer past Fastify's own serialising: the content type has to stay as the platform spells it, and a text that
 * goes out with its head is one write instead of two.
 */
function send(
  { status, headers, body }: ApiAnswer,
  reply: FastifyReply,
  world: DirectedWorld,
  serving: Open,
): FastifyReply {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    reply.raw.once('close', () => world.wire.served(serving))
    return reply.code(status).headers(headers).send(Readable.from(body))
  }
  reply.hijack()
  const head: (string | number)[] = []
  for (const name in headers) head.push(name, headers[name] as string)
  head.push('content-length', Buffer.byteLength(body))
  reply.raw.writeHead(status, head as never)
  reply.raw.end(body)
  world.wire.served(serving)
  return reply
}

/** A call as it came over the wire. A class, because there is one for every request and most of it is never asked for. */
class ServedCall implements Call {
  readonly #world: DirectedWorld
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #serving: Open
  #gone: AbortController | undefined
  readonly entry: CallEntry

  constructor(world: DirectedWorld, request: FastifyRequest, reply: FastifyReply, entry: CallEntry, serving: Open) {
    this.#world = world
    this.#request = request
    this.#reply = reply
    this.#serving = serving
    this.entry = entry
  }

  get method(): string {
    return this.#request.method
  }

  get path(): string {
    const { url } = this.#request
    const queryAt = url.indexOf('?')
    return queryAt < 0 ? url : url.slice(0, queryAt)
  }

  get url(): string {
    return this.#request.url
  }

  get query(): Record<string, string | string[]> {
    return this.#request.query as Record<string, string | string[]>
  }

  get params(): Record<string, string> {
    return this.#request.params as Record<string, string>
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.raw.headers
  }

  get rawHeaders(): readonly string[] {
    return this.#request.raw.rawHeaders
  }

  get body(): Buffer {
    const { body } = this.#request
    return Buffer.isBuffer(body) ? body : NO_BODY
  }

  get from(): string {
    return this.#request.ip
  }

  get signal(): AbortSignal {
    if (this.#gone === undefined) {
      const controller = new AbortController()
      this.#gone = controller
      const { raw } = this.#reply
      raw.once('close', () => {
        if (!raw.writableFinished) controller.abort()
      })
    }
    return this.#gone.signal
  }

  /** Answers, and notes it. */
  give(answer: ApiAnswer): FastifyReply {
    const world = this.#world
    this.entry.ended = {
      at: world.clock.now(),
      status: answer.status,
      ok: answer.ok,
      code: answer.code,
      message: answer.message,
      output: answer.output,
    }
    world.journal.changed(this.entry)
    return send(answer, this.#reply, world, this.#serving)
  }

  tellFault(fault: Fault): void {
    const { platform, operation, seq } = this.entry
    const summary = describeFault(fault)
    this.#world.journal.add<FaultEntry>({ kind: 'fault', platform, cause: seq, operation, summary })
  }

  /** Breaks the connection instead of answering. */
  breakOff(): FastifyReply {
    const world = this.#world
    this.entry.ended = { at: world.clock.now(), status: 0, ok: false, message: 'connection reset' }
    world.journal.changed(this.entry)
    this.#reply.hijack()
    world.wire.served(this.#serving)
    this.#request.raw.socket.resetAndDestroy()
    return this.#reply
  }

  hold(ms: number, what: string): Promise<boolean> {
    const { signal } = this
    const { clock, wire } = this.#world
    const serving = this.#serving
    if (signal.aborted) return Promise.resolve(false)
    wire.park(serving, true)
    return new Promise((resolve) => {
      function end(waited: boolean): void {
        signal.removeEventListener('abort', leave)
        timer.cancel()
        wire.park(serving, false)
        resolve(waited)
      }
      const leave = (): void => end(false)
      const timer = clock.after(ms, what, () => end(true))
      signal.addEventListener('abort', leave)
    })
  }
}

/** What a proxy in front of the platform says when the platform is ill. */
function gatewayPage(status: number): ApiAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`,
    ok: false,
    code: status,
    message: 'answered by a gateway in between',
  }
}
