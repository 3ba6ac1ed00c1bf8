import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OpenChannel } from '../channel.ts'
import { createRecent } from '../conversation/recent.ts'
import { sameSecret } from '../signature.ts'
import { createAnswering } from './answering.ts'
import type { BlockingAnswer } from './answering.ts'
import { writeEvents } from './event-stream.ts'
import type { StreamEvent } from './event-stream.ts'
import { Push } from './push.ts'
import type { LivechatSettings } from './settings.ts'
import { shareRun } from './shared-run.ts'
import type { SharedRun } from './shared-run.ts'

/** The livechat gateway: POST /livechat, answered whole or as a stream, as each push asks for. */
export const openChannel: OpenChannel<LivechatSettings> = async (server, context, settings) => {
  const answering = createAnswering(context, settings)
  const blocked = createRuns<BlockingAnswer>()
  const streamed = createRuns<StreamEvent>()
  const underWay = new Set<Promise<void>>()

  server.post('/livechat', async (request, reply) => {
    if (!isFromGateway(request, settings.token)) {
      context.log('warn', 'a push without the registered token was refused')
      return reply.code(401).header('www-authenticate', 'Bearer').send({ status: 401, code: 'unauthorized' })
    }
    const parsed = Push.safeParse(request.body)
    if (!parsed.success) {
      context.log('warn', 'a push is not understood', {
        problems: parsed.error.issues.map((issue) => issue.path.join('.')),
      })
      return reply.code(400).send({ status: 400, code: 'invalid_param' })
    }
    const push = parsed.data
    context.log('info', 'received', { channel: 'livechat', visitor: push.visitorId, mode: push.responseMode })
    const gone = goneSignal(reply)

    if (push.responseMode === 'blocking') {
      for await (const answer of blocked(push, (signal) => answering.block(push, signal)).follow(gone)) return answer
      return reply.hijack()
    }

    reply.hijack()
    const events = streamed(push, (signal) => answering.stream(push, signal)).follow(gone)
    const written = writeEvents(reply.raw, events, settings.heartbeatMs)
    underWay.add(written)
    await written.finally(() => underWay.delete(written))
    return reply
  })

  return { close: async () => void (await Promise.allSettled(underWay)) }
}

/** The scheme's letter case does not matter: https://www.rfc-editor.org/rfc/rfc9110#name-authentication-scheme */
function isFromGateway(request: FastifyRequest, token: string): boolean {
  const given = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  return sameSecret(given, token)
}

/** Aborts when the gateway hangs up: the visitor left, or a person took over. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

/** How long the answer to a first push is kept for a repetition of it. */
const FIRST_PUSH_MS = 60_000

/**
 * Finds the run that a repeated push belongs to, or starts one.
 *
 * A push carries no id. While a push is being answered the gateway sends no other one of the same conversation, so an equal push
 * is the same one. Afterwards only a push without a conversation id can be told: the next real one would have the id.
 */
function createRuns<Item>() {
  const runs = createRecent<SharedRun<Item>>({ entries: 1000, ageMs: FIRST_PUSH_MS })
  return (push: Push, work: (signal: AbortSignal) => AsyncIterable<Item>): SharedRun<Item> => {
    const key = JSON.stringify(push)
    const known = runs.get(key)
    if (known !== undefined) return known
    const forget = () => runs.delete(key)
    const run = shareRun<Item>(async function* (signal) {
      // A stopped or failed run has nothing to repeat.
      signal.addEventListener('abort', forget)
      let isWorthKeeping = false
      try {
        yield* work(signal)
        isWorthKeeping = push.conversationId === undefined
      } finally {
        if (!isWorthKeeping) forget()
      }
    })
    runs.set(key, run)
    return run
  }
}
