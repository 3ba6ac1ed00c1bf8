import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { CaipaiError, isCaipaiError } from '../errors.ts'
import type { DirectedWorld } from '../world.ts'
import { checkAccess, type ControlAccess } from './guard.ts'
import { describeControlApi } from './openapi.ts'
import { controlOperations } from './operations.ts'
import type { ControlOperation } from './operation.ts'

/** Where the control API lives. */
export const CONTROL_BASE = '/_caipai'

/** Adds the control API to a server. */
export function mountControl(app: FastifyInstance, world: DirectedWorld, access: ControlAccess): void {
  for (const operation of controlOperations) {
    app.route({
      method: operation.method,
      url: `${CONTROL_BASE}${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      handler: (request, reply) => runOperation(world, operation, access, request, reply),
    })
  }
  let description: string | undefined
  app.get(`${CONTROL_BASE}/openapi.json`, (_request, reply) => {
    description ??= JSON.stringify(describeControlApi(controlOperations, CONTROL_BASE))
    return reply.type('application/json').send(description)
  })
  app.all(`${CONTROL_BASE}/*`, (request, reply) =>
    sendProblem(
      reply,
      404,
      new CaipaiError(`there is no ${request.method} ${request.url} in the control API`, {
        code: 'CONTROL_PATH_UNKNOWN',
        fix: `See ${CONTROL_BASE}/openapi.json for what there is.`,
      }),
    ),
  )
}

async function runOperation(
  world: DirectedWorld,
  operation: ControlOperation,
  access: ControlAccess,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const refusal = checkAccess(request, access)
  if (refusal !== undefined) return sendProblem(reply, refusal.status, refusal.error)
  try {
    if (operation.isEarly !== true) await world.whole()
    const input = {
      params: request.params as Record<string, string>,
      query: parse(operation.query, request.query, 'the query'),
      body: operation.body === undefined ? undefined : parse(operation.body, readJson(request), 'the body'),
    }
    const answer = await operation.run(world, input as never)
    return await reply.type('application/json').send(JSON.stringify(answer))
  } catch (error) {
    if (isCaipaiError(error)) return sendProblem(reply, error.code.endsWith('_UNKNOWN') ? 404 : 400, error)
    throw error
  }
}

function parse(schema: z.ZodType | undefined, input: unknown, where: string): unknown {
  if (schema === undefined) return undefined
  const read = schema.safeParse(input)
  if (read.success) return read.data
  throw new CaipaiError(`${where} does not fit: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`, {
    code: 'CONTROL_INPUT_INVALID',
    fix: `See ${CONTROL_BASE}/openapi.json for what is expected.`,
    cause: read.error,
  })
}

/** Anything but JSON is refused, which also keeps out the simple form posts a web page can send anywhere. */
function readJson(request: FastifyRequest): unknown {
  const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
  if (body === '') return undefined
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new CaipaiError('the body has to be JSON', {
      code: 'CONTROL_INPUT_INVALID',
      fix: 'Send Content-Type: application/json.',
    })
  }
  try {
    return JSON.parse(body) as unknown
  } catch (error) {
    throw new CaipaiError(`the body is not JSON: ${(error as Error).message}`, {
      code: 'CONTROL_INPUT_INVALID',
      fix: 'Send one JSON value.',
      cause: error,
    })
  }
}

function sendProblem(reply: FastifyReply, status: number, error: CaipaiError): FastifyReply {
  const { code, message, where, fix, link } = error
  return reply.code(status).type('application/json').send(JSON.stringify({ code, message, where, fix, link }))
}
