import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import createRouter, { type HTTPMethod } from 'find-my-way'
import type { OperationInfo } from './operation.ts'
import type { OpenPlatform } from './platform.ts'
import { serveCall, type Handler } from './serve-call.ts'
import type { DirectedWorld } from './world.ts'

/** Takes a connection over that asked for another protocol. */
export type Accept = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Who answers what, by method and path. Platforms may join at any time. */
export interface Routes {
  mount(platform: OpenPlatform): void
  /** Who answers this operation's path; a path with parameters puts them into the request. */
  find(request: FastifyRequest): Handler | undefined
  /** Who answers paths nobody knows, in the dialect of the platform whose prefix fits best. Asked when all have joined. */
  findLost(request: FastifyRequest): Handler | undefined
  findUpgrade(path: string): Accept | undefined
}

/** What answers at one path, by method; `*` answers any. */
type Methods = Map<string, Handler>

/** Longer than any id in a path. */
const LONGEST_PARAMETER = 4096

const pathOf = (url: string): string => {
  const queryAt = url.indexOf('?')
  return queryAt < 0 ? url : url.slice(0, queryAt)
}

/**
 * Nobody has joined. Nearly all paths are plain, so they stand in one table: that starts faster than a tree with a route for each of
 * them and method, and finds them faster. Only paths with parameters go into a tree.
 */
export function createRoutes(world: DirectedWorld): Routes {
  const plain = new Map<string, Methods>()
  const tree = createRouter({ caseSensitive: true, maxParamLength: LONGEST_PARAMETER })
  const lost: (readonly [prefix: string, handler: Handler])[] = []
  const upgrades = new Map<string, Accept>()

  function mountRoute(operations: readonly OperationInfo[], handler: Handler): void {
    const [{ method, path }] = operations as readonly [OperationInfo]
    if (!/[:*]/.test(path)) plain.set(path, (plain.get(path) ?? new Map<string, Handler>()).set(method, handler))
    else if (method === '*') tree.all(path, neverCalled, handler)
    else tree.on(method as HTTPMethod, path, neverCalled, handler)
  }

  return {
    mount(platform) {
      for (const operations of shareRoutes(platform.info.operations)) {
        mountRoute(operations, serveCall(world, platform, operations))
      }
      for (const prefix of platform.prefixes) lost.push([prefix, serveCall(world, platform, [])])
      // The longest prefix knows best whose path it is.
      lost.sort(([a], [b]) => b.length - a.length)
      for (const [path, accept] of Object.entries(platform.upgrades)) upgrades.set(path, accept)
    },
    find(request) {
      const path = pathOf(request.url)
      const methods = plain.get(path)
      const handler = methods?.get(request.method) ?? methods?.get('*')
      if (handler !== undefined) return handler
      const found = tree.find(request.method as HTTPMethod, path)
      if (found === null) return undefined
      request.params = found.params
      return found.store as Handler
    },
    findLost(request) {
      const path = pathOf(request.url)
      return lost.find(([prefix]) => path.startsWith(prefix))?.[1]
    },
    findUpgrade: (path) => upgrades.get(path),
  }
}

/** The tree is only asked who answers; it never calls anybody itself. */
function neverCalled(): void {
  throw new Error('the tree of routes calls nobody')
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
