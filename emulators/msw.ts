import type { ClientRequest } from 'node:http'
import { http, HttpResponse, type HttpHandler } from 'msw'
import { connectionReset } from './core/in-process/connection.ts'
import type { ExactRequest } from './core/in-process/serve.ts'
import type { DirectedWorld } from './core/world.ts'

/** What else {@link handlersFor} answers. */
export interface HandlersOptions {
  /**
   * Further base URLs, each with the path of the world that stands for it:
   * `{ 'https://api.deepseek.com': '/v1' }` brings `https://api.deepseek.com/chat/completions` to the scripted model.
   */
  readonly also?: Readonly<Record<string, string>>
}

/**
 * Handlers for `setupServer` that bring calls to the vendors' own host names, and to the world's `baseUrl`, to the world,
 * without a socket. A bot with compiled-in hosts then runs unchanged in a test file.
 *
 * @example
 * const world = await createWorld({ platforms: ['wechat', 'model'], listen: false })
 * const server = setupServer(...handlersFor(world))
 * server.listen({ onUnhandledRequest: 'error' })
 */
export function handlersFor(world: DirectedWorld, { also = {} }: HandlersOptions = {}): HttpHandler[] {
  const hosts = new Set(world.platforms.flatMap((info) => info.hosts ?? []))
  const origins = [...[...hosts].flatMap((host) => [`https://${host}`, `http://${host}`]), world.baseUrl]
  return [
    ...Object.entries(also).map(([base, path]) => handle(world, base.replace(/\/$/, ''), path.replace(/\/$/, ''))),
    ...origins.map((origin) => handle(world, origin)),
  ]
}

function handle(world: DirectedWorld, base: string, path?: string): HttpHandler {
  return http.all(`${base}/*`, async ({ request }) => {
    const client = clientOf(request)
    const moved = path === undefined ? {} : { path: `${path}${request.url.slice(base.length)}` }
    try {
      const exact = { ...(client === undefined ? {} : readClient(client)), ...moved }
      const { status, statusText, headers, body } = await world.serve(request, exact)
      return new HttpResponse(body, { status, statusText, headers })
    } catch (error) {
      // A client of node:http reads the error's code, which an error response does not carry.
      client?.destroy(error as Error)
      return HttpResponse.error()
    }
  })
}

/**
 * msw makes a `Request` of every call, in which header names are lower-cased and sorted, and which does not say when a client of
 * node:http has gone away. It keeps that client under a symbol of its own; where it does not, nothing is lost but that.
 */
function clientOf(request: Request): ClientRequest | undefined {
  const symbol = Object.getOwnPropertySymbols(request).find((one) => one.description === 'kRawRequest')
  const client = symbol === undefined ? undefined : (Reflect.get(request, symbol) as Partial<ClientRequest> | undefined)
  return typeof client?.getRawHeaderNames === 'function' ? (client as ClientRequest) : undefined
}

function readClient(client: ClientRequest): ExactRequest {
  const gone = new AbortController()
  client.once('close', () => gone.abort(connectionReset()))
  const headers = client
    .getRawHeaderNames()
    .flatMap((name) => [client.getHeader(name) ?? []].flat().map((value) => [name, String(value)] as const))
  return { path: client.path, headers, signal: gone.signal }
}
