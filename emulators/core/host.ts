import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { mountControl } from './control/mount.ts'
import { isLoopback } from './egress.ts'
import { CaipaiError } from './errors.ts'
import { connectInside, type End } from './in-process/connection.ts'
import { createRoutes, type Routes } from './routes.ts'
import type { OpenPlatform } from './platform.ts'
import type { DirectedWorld, WorldOptions } from './world.ts'

/** The one listener of a world. */
export interface Host {
  readonly baseUrl: string
  /** From now on this platform answers, too. */
  mount(platform: OpenPlatform): void
  /** Opens a connection inside this process. */
  connect(): End
  close(): Promise<void>
}

/** What a world without a port calls itself; the name is reserved for the machine itself, so it leads nowhere else. */
const NOWHERE = 'http://caipai.localhost'

/** Largest body a bot may send, in bytes: above every platform's own limit, so that the platform can refuse it in its words. */
const MOST_BODY_BYTES = 64 * 1024 * 1024

/** Nothing here has a JSON Schema; Fastify's own compilers are never asked, and need not be loaded. */
const neverAsked = (): never => {
  throw new Error('no route has a JSON Schema')
}
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/
const NO_COMPILERS = { buildValidator: () => neverAsked, buildSerializer: () => neverAsked }

/**
 * Listens on one port for all platforms and for the control API, or on none with `listen: false`.
 *
 * @throws CaipaiError `PORT_IN_USE`, `LISTEN_FAILED`, or `HOST_UNPROTECTED` for an address off the loopback without a token
 */
export async function openHost(
  world: DirectedWorld,
  platforms: readonly OpenPlatform[],
  options: Pick<WorldOptions, 'host' | 'port' | 'listen' | 'controlToken'>,
): Promise<Host> {
  const hostname = options.host ?? '127.0.0.1'
  if (!isLoopback(hostname) && (options.controlToken ?? '') === '') {
    throw new CaipaiError(`listening on ${hostname} would let the whole network control this world`, {
      code: 'HOST_UNPROTECTED',
      fix: 'Stay on 127.0.0.1, or set a token: --control-token or CAIPAI_CONTROL_TOKEN',
    })
  }
  const app = Fastify({
    bodyLimit: MOST_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { caseSensitive: true },
    schemaController: { compilersFactory: NO_COMPILERS },
  })
  app.removeAllContentTypeParsers()
  // Platforms read the bytes themselves: signatures, wrong content types and broken bodies are theirs to judge.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // Fastify refuses a Content-Type that is none before anybody has read it, so it gets to see another one.
  app.addHook('onRequest', (request, _reply, done) => {
    const type = request.raw.headers['content-type']
    if (type !== undefined && !MEDIA_TYPE.test(type)) request.headers = { 'content-type': 'application/octet-stream' }
    done()
  })

  mountControl(app, world, { hostname, token: options.controlToken })
  const routes = createRoutes(world)
  for (const platform of platforms) routes.mount(platform)
  app.all('/*', (request, reply) => {
    const handler = routes.find(request)
    return handler === undefined ? answerLost(world, routes, request, reply) : handler(request, reply)
  })
  app.server.on('upgrade', (request, socket, head) => void routeUpgrade(world, routes, request, socket, head))
  // A WebSocket or a held call must not keep a closed world alive.
  const sockets = new Set<Duplex>()
  app.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })

  if (options.listen === false) await app.ready()
  else await listen(app, hostname, options.port ?? 0)
  return {
    baseUrl: options.listen === false ? NOWHERE : baseUrlOf(app, hostname),
    mount: (platform) => routes.mount(platform),
    connect: () => connectInside(app.server),
    async close() {
      for (const socket of sockets) socket.destroy()
      await app.close()
    },
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const isTaken = code === 'EADDRINUSE'
    throw new CaipaiError(`cannot listen on ${host}:${port}: ${code ?? String(error)}`, {
      code: isTaken ? 'PORT_IN_USE' : 'LISTEN_FAILED',
      fix: isTaken ? 'Choose another port with --port, or 0 for any free one.' : 'Check the host and the port.',
      cause: error,
    })
  }
}

function baseUrlOf(app: FastifyInstance, hostname: string): string {
  const { port } = app.server.address() as AddressInfo
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

/** A path nobody knows yet may be known to a platform that is still being loaded. */
async function answerLost(
  world: DirectedWorld,
  routes: Routes,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  let handler = routes.find(request)
  while (handler === undefined && (await world.grown())) handler = routes.find(request)
  handler ??= routes.findLost(request)
  return handler === undefined ? reply.callNotFound() : handler(request, reply)
}

async function routeUpgrade(
  world: DirectedWorld,
  routes: Routes,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const leave = (): void => void socket.destroy()
  socket.once('error', leave)
  while (routes.findUpgrade(path) === undefined && (await world.grown()));
  socket.off('error', leave)
  const accept = routes.findUpgrade(path)
  if (accept !== undefined) accept(request, socket, head)
  else socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
}
