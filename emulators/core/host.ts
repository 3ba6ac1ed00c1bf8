import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import { mountControl } from './control/mount.ts'
import { isLoopback } from './egress.ts'
import { CaipaiError } from './errors.ts'
import { connectInside, type End } from './in-process/connection.ts'
import type { OperationInfo } from './operation.ts'
import type { OpenPlatform } from './platform.ts'
import { serveCall } from './serve-call.ts'
import type { DirectedWorld, WorldOptions } from './world.ts'

/** The one listener of a world. */
export interface Host {
  readonly baseUrl: string
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
  if (!isLoopback(hostname) && options.controlToken === undefined) {
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
  mountPlatforms(app, world, platforms)
  app.server.on('upgrade', (request, socket, head) => routeUpgrade(platforms, request, socket, head))
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

type Handler = ReturnType<typeof serveCall>

/** What answers at one path, by method; `*` answers any. */
type Methods = Map<string, Handler>

/**
 * Mounts all platforms. Nearly all paths are plain, so they stand in one table behind one route: that starts faster than a
 * route for each of them and method, and finds them faster. Paths with parameters are routes of their own.
 */
function mountPlatforms(app: FastifyInstance, world: DirectedWorld, platforms: readonly OpenPlatform[]): void {
  const plain = new Map<string, Methods>()
  const lost: (readonly [prefix: string, handler: Handler])[] = []
  for (const platform of platforms) {
    for (const operations of shareRoutes(platform.info.operations)) {
      const [{ method, path }] = operations as [OperationInfo]
      const handler = serveCall(world, platform, operations)
      if (!/[:*]/.test(path)) plain.set(path, (plain.get(path) ?? new Map<string, Handler>()).set(method, handler))
      else if (method === '*') app.all(path, handler)
      else app.route({ method, url: path, handler })
    }
    for (const prefix of platform.prefixes) lost.push([prefix, serveCall(world, platform, [])])
  }
  // The longest prefix knows best whose path it is.
  lost.sort(([a], [b]) => b.length - a.length)

  app.all('/*', (request, reply) => {
    const queryAt = request.url.indexOf('?')
    const path = queryAt < 0 ? request.url : request.url.slice(0, queryAt)
    const methods = plain.get(path)
    const handler =
      methods?.get(request.method) ?? methods?.get('*') ?? lost.find(([prefix]) => path.startsWith(prefix))?.[1]
    return handler === undefined ? reply.callNotFound() : handler(request, reply)
  })
}

/** Groups operations that share a method and path, such as actions named by a parameter. */
function shareRoutes(operations: readonly OperationInfo[]): Iterable<OperationInfo[]> {
  const routes = new Map<string, OperationInfo[]>()
  for (const operation of operations) {
    const route = `${operation.method} ${operation.path}`
    routes.set(route, [...(routes.get(route) ?? []), operation])
  }
  return routes.values()
}

function routeUpgrade(
  platforms: readonly OpenPlatform[],
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  for (const platform of platforms) {
    const accept = platform.upgrades[path]
    if (accept === undefined) continue
    accept(request, socket, head)
    return
  }
  socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
}
