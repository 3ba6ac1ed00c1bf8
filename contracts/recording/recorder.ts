import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { CaipaiError } from '../../emulators/core/errors.ts'
import type { Recalled, SeenRequest } from '../../emulators/core/recall.ts'
import { accountFor } from './account-for.ts'
import type { RecordConfig, RecordedAccount } from './config.ts'
import { passExchange, type Route } from './exchange.ts'
import { createDetours, type Detour } from './detours.ts'
import { findOperation } from './find-operation.ts'
import { listHooks, type Hook } from './hooks.ts'
import { createScribe } from './scribe.ts'
import { createOrigins } from './origins.ts'
import { passUpgrade } from './upgrade.ts'

/** A recorder at work. */
export interface Recorder {
  /** What the bot takes for the platforms: `http://127.0.0.1:7710`. */
  readonly url: string
  /** Where each platform pushes to. */
  readonly hooks: readonly Hook[]
  /** Lets what is under way come to its end (1 s), ends all connections and writes the rest; gives the paths of the files. */
  close(): Promise<readonly string[]>
}

/** What a recorder needs besides its config. */
export interface RecorderOptions {
  /** Name of the files, without `.yaml`. */
  readonly stem: string
  readonly tell: (line: string) => void
  /** Default 250 ms. */
  readonly writeAfterMs?: number
}

/**
 * Stands between platforms and a bot, passes everything on in both directions, and writes what it saw as a scenario. What
 * goes wrong in the recorder itself is told and does not touch the traffic.
 *
 * @throws CaipaiError `PORT_IN_USE`, `LISTEN_FAILED`
 */
export async function startRecorder(config: RecordConfig, options: RecorderOptions): Promise<Recorder> {
  const { tell } = options
  const scribe = createScribe({
    folder: config.output,
    stem: options.stem,
    name: config.name,
    match: config.match,
    pauseMs: config.pause,
    secrets: config.secrets,
    accounts: config.accounts,
    tell,
    writeAfterMs: options.writeAfterMs ?? 250,
  })
  const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0 })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Who hangs up is not an error of ours.
    socket.on('error', () => socket.destroy())
  })
  const { host, port } = config.listen
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE'
      failed(
        new CaipaiError(`cannot listen on ${host}:${port}: ${error.code ?? error.message}`, {
          code: inUse ? 'PORT_IN_USE' : 'LISTEN_FAILED',
          fix: inUse ? 'Choose another listen.port, or 0 for any free one.' : 'Check listen.host and listen.port.',
          cause: error,
        }),
      )
    })
    server.listen(port, host, listening)
  })
  const listeningAt = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  const url = (config.botUrl ?? listeningAt).replace(/\/$/, '')
  const platformUrl = (config.url ?? listeningAt).replace(/\/$/, '')
  const hooks = listHooks(config.accounts, platformUrl)
  const origins = createOrigins(config.accounts, hooks, { bot: url, platform: platformUrl })
  const detours = createDetours(url)

  let underWay = 0
  let quiet: (() => void) | undefined

  /** Resolves when no exchange is under way, or after `ms`. */
  function drain(ms: number): Promise<void> {
    if (underWay === 0) return Promise.resolve()
    return new Promise((drained) => {
      const timer = setTimeout(drained, ms)
      quiet = () => {
        clearTimeout(timer)
        drained()
      }
    })
  }

  function routeOf(request: http.IncomingMessage): Route | undefined {
    const asked = request.url ?? '/'
    const path = asked.split('?', 1)[0] ?? asked
    const hook = hooks.find((one) => one.path === path)
    if (hook !== undefined) return pushRoute(hook, '', asked.slice(path.length))
    const detour = detours.find(path)
    if (detour !== undefined) return detourRoute(detour)
    const account = accountFor(config.accounts, path)
    if (account !== undefined) return callRoute(account, asked, path)
    // Some platforms add a path of their own to the URL they were given.
    const above = hooks.find((one) => path.startsWith(`${one.path.replace(/\/$/, '')}/`))
    if (above === undefined) return undefined
    return pushRoute(above, path.slice(above.path.replace(/\/$/, '').length), asked.slice(path.length))
  }

  /** `below` is what the platform has added to the path. */
  function pushRoute(hook: Hook, below: string, query: string): Route {
    const { platform, webhook, bot } = hook
    const recaller = scribe.recaller(platform)
    const path = below === '' ? bot.pathname : bot.pathname.replace(/\/$/, '') + below
    return {
      origin: bot.origin,
      // What the bot's own URL says already stands before what the platform adds.
      url: `${path}${bot.search}${bot.search === '' ? query : query.replace('?', '&')}`,
      changeBody: (body) => towardsBot(platform, body),
      onRequest: (request) => scribe.note(platform, request.at, recaller.push?.(request, webhook) ?? []),
      onAnswer: (answer, request) =>
        scribe.note(platform, answer.at, recaller.answer?.(answer, request, webhook) ?? []),
      onTrouble: (what) => tell(`${platform}: ${what}`),
    }
  }

  /** Addresses of the platforms become the recorder's, and those of files elsewhere as well. */
  function towardsBot(platform: string, body: Buffer): Buffer {
    const { info } = config.accounts.find((account) => account.info.id === platform) ?? {}
    return origins.towardsBot(detours.exchange(body, platform, info?.recall?.detours ?? [], origins.isPlatform))
  }

  function detourRoute({ platform, url: { origin, pathname, search } }: Detour): Route {
    const recaller = scribe.recaller(platform)
    return {
      origin,
      url: pathname + search,
      onAnswer: (answer, request) =>
        scribe.note(platform, answer.at, recaller.call?.(undefined, request, answer) ?? []),
      onTrouble: (what) => tell(`${platform}: ${what}`),
    }
  }

  function callRoute(account: RecordedAccount, asked: string, path: string): Route {
    const { info } = account
    const [, upstream = ''] = account.upstream.find(([prefix]) => path.startsWith(prefix)) ?? []
    const { origin, pathname, host: upstreamHost } = new URL(upstream)
    const recaller = scribe.recaller(info.id)
    return {
      origin,
      url: `${pathname.replace(/\/$/, '')}${asked}`,
      changeHead: (request) => recaller.resign?.(request, { host: upstreamHost, now: Date.now() }),
      changeBody: origins.towardsPlatform,
      changeAnswer: (body) => towardsBot(info.id, body),
      onAnswer(answer, request) {
        const plain: SeenRequest = { ...request, url: asked }
        const operation = findOperation(info.operations, plain)
        scribe.note(info.id, answer.at, recaller.call?.(operation, plain, answer) ?? [], operation)
      },
      onBroken(request, { by, at, sofar }) {
        const plain: SeenRequest = { ...request, url: asked }
        const operation = findOperation(info.operations, plain)
        const end = { by: by === 'far' ? 'platform' : 'bot', at, sofar } as const
        scribe.note(
          info.id,
          at,
          recaller.broken?.(operation, plain, end) ?? unanswered(operation, plain, end),
          operation,
        )
      },
      onTrouble: (what) => tell(`${info.id}: ${what}`),
    }
  }

  server.on('request', (request, response) => {
    const route = routeOf(request)
    if (route !== undefined) {
      underWay += 1
      const onEnd = (): void => {
        underWay -= 1
        if (underWay === 0) quiet?.()
      }
      passExchange(request, response, { ...route, onEnd })
      return
    }
    tell(`${request.method} ${(request.url ?? '').split('?', 1)[0]} belongs to no platform of the config`)
    response.writeHead(404, { 'content-type': 'text/plain' }).end('The recorder knows no platform with this path.\n')
  })
  server.on('upgrade', (request, socket, head) => {
    const account = accountFor(config.accounts, (request.url ?? '/').split('?', 1)[0] ?? '/')
    if (account === undefined) {
      socket.destroy()
      return
    }
    const recaller = scribe.recaller(account.info.id)
    passUpgrade(request, socket as Socket, head, {
      target: origins.socketTarget(request.url ?? '/'),
      towardsBot: origins.towardsBot,
      onOpen: (at) => scribe.note(account.info.id, at, recaller.opened?.() ?? []),
      onFrame: (from, text, at) => scribe.note(account.info.id, at, recaller.frame?.(from, text, at) ?? []),
      tell: (what) => tell(`${account.info.id}: ${what}`),
    })
  })

  return {
    url,
    hooks,
    async close() {
      await drain(1000)
      // What comes of the end itself is no part of the conversation.
      const paths = scribe.finish()
      const closed = new Promise((done) => server.close(done))
      for (const socket of sockets) socket.destroy()
      await closed
      return paths
    },
  }
}

/** A call that nobody has answered; nothing for a path nobody knows. */
function unanswered(
  operation: string | undefined,
  request: SeenRequest,
  { by, at }: { readonly by: 'platform' | 'bot'; readonly at: number },
): readonly Recalled[] {
  if (operation === undefined) return []
  const how = by === 'platform' ? 'broken' : { waitedMs: at - request.at }
  return [{ call: { operation, ok: false, unanswered: how } }]
}
