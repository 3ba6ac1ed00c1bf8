import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiAnswer, Call } from './call.ts'
import { describeFault, type Fault } from './faults.ts'
import type { CallEntry, FaultEntry } from './journal-entries.ts'
import type { OperationInfo } from './operation.ts'
import type { OpenPlatform } from './platform.ts'
import type { Serving } from './wire.ts'
import type { DirectedWorld } from './world.ts'

const NO_BODY = Buffer.alloc(0)

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> | FastifyReply

/**
 * Makes the handler of one route: journal, faults, the platform's dialect, and the bookkeeping of the wire. Where several
 * operations share the route the platform selects; no operation at all stands for a path nobody knows.
 */
export function serveCall(world: DirectedWorld, platform: OpenPlatform, operations: readonly OperationInfo[]): Handler {
  const only = operations.length === 1 ? operations[0] : undefined
  const unknown = `${platform.info.id}.unknown`

  return (request, reply) => {
    const serving = world.wire.serve(`${request.method} ${only?.id ?? platform.info.id}`)
    const entry = world.journal.add<CallEntry>({
      kind: 'call',
      platform: platform.info.id,
      operation: only?.id ?? unknown,
      method: request.method,
      url: request.url,
      from: request.ip,
    })
    const call = createCall(world, request, reply, entry, serving)
    const operation = operations.length > 1 ? platform.select(call) : only
    const id = operation?.id ?? unknown
    entry.operation = id
    const fault = world.faults.take(id)
    if (fault !== undefined) return strike(fault, call, reply)
    const answer = platform.answer(call, operation)
    return answer instanceof Promise ? answer.then((later) => give(later)) : give(answer)

    function give(answer: ApiAnswer): FastifyReply {
      entry.ended = {
        at: world.clock.now(),
        status: answer.status,
        ok: answer.ok,
        code: answer.code,
        message: answer.message,
        output: answer.output,
      }
      world.journal.changed(entry)
      return send(answer, reply, serving)
    }

    async function strike(struck: Fault, faulted: Call, answering: FastifyReply): Promise<unknown> {
      const summary = describeFault(struck)
      world.journal.add<FaultEntry>({
        kind: 'fault',
        platform: platform.info.id,
        cause: entry.seq,
        operation: id,
        summary,
      })
      if (struck.delayMs !== undefined) await faulted.hold(struck.delayMs, `a fault: ${summary}`)
      if (struck.reset === true) {
        entry.ended = { at: world.clock.now(), status: 0, ok: false, message: 'connection reset' }
        world.journal.changed(entry)
        answering.hijack()
        serving.done()
        request.raw.socket.resetAndDestroy()
        return answering
      }
      if (struck.status !== undefined) return give(gatewayPage(struck.status))
      const refused = struck.code === undefined ? undefined : platform.refuse(faulted, struck.code)
      return give(refused ?? (await platform.answer(faulted, operation)))
    }
  }
}

/**
 * Writes the answer past Fastify's own serialising: the content type has to stay as the platform spells it, and a text that
 * goes out with its head is one write instead of two.
 */
function send({ status, headers, body }: ApiAnswer, reply: FastifyReply, serving: Serving): FastifyReply {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    reply.raw.once('close', serving.done)
    return reply.code(status).headers(headers).send(Readable.from(body))
  }
  reply.hijack()
  reply.raw.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  reply.raw.end(body)
  serving.done()
  return reply
}

function createCall(
  world: DirectedWorld,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: CallEntry,
  serving: Serving,
): Call {
  const queryAt = request.url.indexOf('?')
  let gone: AbortController | undefined
  return {
    method: request.method,
    path: queryAt < 0 ? request.url : request.url.slice(0, queryAt),
    url: request.url,
    query: request.query as Record<string, string | string[]>,
    params: request.params as Record<string, string>,
    headers: request.headers,
    rawHeaders: request.raw.rawHeaders,
    body: Buffer.isBuffer(request.body) ? request.body : NO_BODY,
    from: request.ip,
    entry,
    get signal() {
      if (gone === undefined) {
        const controller = new AbortController()
        gone = controller
        reply.raw.once('close', () => {
          if (!reply.raw.writableFinished) controller.abort()
        })
      }
      return gone.signal
    },
    hold(ms, what) {
      const { signal } = this
      if (signal.aborted) return Promise.resolve(false)
      serving.park()
      return new Promise((resolve) => {
        function end(waited: boolean): void {
          signal.removeEventListener('abort', leave)
          timer.cancel()
          serving.unpark()
          resolve(waited)
        }
        const leave = (): void => end(false)
        const timer = world.clock.after(ms, what, () => end(true))
        signal.addEventListener('abort', leave)
      })
    },
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
