import type { RecordedAccount } from './config.ts'
import type { Hook } from './hooks.ts'

/** Exchanges addresses in JSON that passes, so that whoever reads them comes to the recorder and not past it. */
export interface Origins {
  /** The platforms' addresses become the recorder's. */
  readonly towardsBot: (body: Buffer) => Buffer
  /** The recorder's addresses become the platforms', the bot's become the recorder's. */
  readonly towardsPlatform: (body: Buffer) => Buffer
  /** Whether an address is one of the platforms'. */
  readonly isPlatform: (url: URL) => boolean
  /** Where a WebSocket goes that the bot opens with this path and query. */
  readonly socketTarget: (url: string) => string
}

const MOST_SOCKETS = 1000
/** In JSON, or in XML for those who did not ask for JSON. */
const SOCKET = /(["'>])(wss?:\/\/[^"'<>\\/]+)(\/[^"'<>\\?]*)?/g

/**
 * @param urls how the bot and how the platforms reach the recorder
 */
export function createOrigins(
  accounts: readonly RecordedAccount[],
  hooks: readonly Hook[],
  { bot: base, platform }: { readonly bot: string; readonly platform: string },
): Origins {
  const upstream = [...new Set(accounts.flatMap((account) => account.upstream.map(([, url]) => new URL(url).origin)))]
  const bots = [...new Set(hooks.map((hook) => hook.bot.origin))]
  const socketBase = base.replace(/^http/, 'ws')
  const sockets = new Map<string, string>()

  /** A platform names the address of its WebSocket in an answer: remembered by its path, and exchanged for ours. */
  function exchangeSockets(text: string): string {
    return text.replace(SOCKET, (_whole, before: string, origin: string, path = '') => {
      sockets.set(path === '' ? '/' : path, origin)
      if (sockets.size > MOST_SOCKETS) sockets.delete(sockets.keys().next().value ?? '')
      return `${before}${socketBase}${path}`
    })
  }

  /** Exchanges addresses, also where their slashes are escaped; the longest that fits counts. */
  function exchanger(pairs: readonly (readonly [from: string, to: string])[]): (body: Buffer) => Buffer {
    const escaped = pairs.map(([from, to]) => [from.replaceAll('/', '\\/'), to.replaceAll('/', '\\/')] as const)
    const table = new Map([...escaped, ...pairs])
    const longestFirst = [...table.keys()].toSorted((one, other) => other.length - one.length)
    const pattern = new RegExp(longestFirst.map((from) => from.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g')
    return (body) => {
      const text = body.toString('utf8')
      const changed = text.replace(pattern, (from) => table.get(from) ?? from)
      return changed === text ? body : Buffer.from(changed)
    }
  }

  const exchangeToBot = exchanger(upstream.map((origin) => [origin, base] as const))
  const exchangeToPlatform = exchanger([
    // Where the platform is to push stays the recorder's.
    ...hooks.flatMap(({ url, path }) => [[base + path, url] as const, [url, url] as const]),
    // The recorder's address alone is where the bot wants its pushes.
    ...(upstream.length === 1 ? [[`${base}/`, `${upstream[0]}/`] as const] : []),
    ...bots.map((origin) => [origin, platform] as const),
  ])
  return {
    towardsBot(body) {
      const exchanged = exchangeToBot(body)
      const text = exchanged.toString('utf8')
      const changed = exchangeSockets(text)
      return changed === text ? exchanged : Buffer.from(changed)
    },
    isPlatform: (url) => upstream.includes(url.origin),
    towardsPlatform: exchangeToPlatform,
    socketTarget(url) {
      const path = url.split('?', 1)[0] ?? url
      return `${sockets.get(path) ?? (upstream[0] ?? base).replace(/^http/, 'ws')}${url}`
    },
  }
}
