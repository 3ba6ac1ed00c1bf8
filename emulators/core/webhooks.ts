import { Server } from 'node:http'
import { checkEgress } from './egress.ts'
import { CaipaiError } from './errors.ts'
import { serverOf, type BotFunction } from './in-process/bot-server.ts'
import { connectInside, type End } from './in-process/connection.ts'
import type { PlatformInfo } from './platform.ts'

/**
 * Where a bot is: a URL, or, for a bot inside this process, a function from `Request` to `Response` or an HTTP server that
 * need not listen (`createServer(app)` for Express, Koa and the like).
 */
export type BotAddress = string | BotFunction | Server

/** The URLs of the bot that the platforms push to, by platform and webhook. */
export interface Webhooks {
  /** Throws CaipaiError `WEBHOOK_UNKNOWN`, or what {@link checkEgress} throws. */
  connect(info: PlatformInfo, bots: BotAddress | Readonly<Record<string, BotAddress>>): void
  url(info: PlatformInfo, name?: string): string | undefined
  /** How to reach a bot inside this process; undefined for a URL that leads out of it. */
  connectionTo(url: string): (() => End) | undefined
}

/** Names bots inside this process; nothing outside can have such a name. */
const INSIDE = 'bot.localhost'

/** No webhook known yet. */
export function createWebhooks(allowHosts: readonly string[]): Webhooks {
  const urls = new Map<string, string>()
  const servers = new Map<string, Server>()
  const keyOf = ({ id, webhooks }: PlatformInfo, name = Object.keys(webhooks)[0] ?? ''): string => `${id}/${name}`

  function place(bot: BotAddress, key: string): string {
    if (typeof bot === 'string') {
      checkEgress(bot, allowHosts)
      return bot
    }
    const url = `http://${INSIDE}/${key}`
    servers.set(url, typeof bot === 'function' ? serverOf(bot) : bot)
    return url
  }

  return {
    connect(info, bots) {
      const isOne = typeof bots === 'string' || typeof bots === 'function' || bots instanceof Server
      const given = isOne ? { [Object.keys(info.webhooks)[0] ?? '']: bots } : bots
      for (const [name, bot] of Object.entries(given)) {
        if (info.webhooks[name] === undefined) {
          const known = Object.keys(info.webhooks)
          throw new CaipaiError(`${info.id} has no webhook ${JSON.stringify(name)}`, {
            code: 'WEBHOOK_UNKNOWN',
            fix: known.length === 0 ? `${info.id} never pushes; the bot calls it.` : `Use one of: ${known.join(', ')}`,
          })
        }
        const key = keyOf(info, name)
        urls.set(key, place(bot, key))
      }
    },
    url: (info, name) => urls.get(keyOf(info, name)),
    connectionTo(url) {
      const server = servers.get(url.split('?', 1)[0] ?? '')
      return server === undefined ? undefined : () => connectInside(server)
    },
  }
}
