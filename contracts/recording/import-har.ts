import type { PlatformInfo } from '../../emulators/core/platform.ts'
import type { RecordConfig, RecordedAccount } from './config.ts'
import { accountFor } from './account-for.ts'
import { findOperation } from './find-operation.ts'
import type { ArchivedExchange } from './har.ts'
import { createScribe } from './scribe.ts'

/** What an import has come to. */
export interface Imported {
  readonly paths: readonly string[]
  /** Exchanges with a platform, and those that belong to none. */
  readonly known: number
  readonly unknown: number
}

/** How an archive becomes a scenario. */
export interface ImportOptions extends Pick<
  RecordConfig,
  'accounts' | 'output' | 'name' | 'match' | 'pause' | 'secrets'
> {
  /** Name of the files, without `.yaml`. */
  readonly stem: string
  readonly tell: (line: string) => void
}

/** Every platform that can be recorded, at its own hosts and with the settings it has by itself. */
export function usualAccounts(known: readonly PlatformInfo[]): RecordedAccount[] {
  return known
    .filter((info) => info.recall !== undefined)
    .map((info) => ({ info, upstream: [], bot: new Map(), settings: info.settings.parse({}) as never, plain: {} }))
}

/** Writes what an archive holds of the traffic between a bot and platforms as a scenario, in the order in which it happened. */
export function importHar(exchanges: readonly ArchivedExchange[], options: ImportOptions): Imported {
  const { accounts, output: folder, pause: pauseMs } = options
  const scribe = createScribe({ ...options, folder, pauseMs, writeAfterMs: Infinity })
  const events: { readonly at: number; readonly note: () => void }[] = []
  let unknown = 0

  for (const exchange of exchanges) {
    const known = eventsOf(exchange)
    if (known === undefined) unknown += 1
    else events.push(...known)
  }
  for (const { note } of events.sort((a, b) => a.at - b.at)) note()
  return { paths: scribe.finish(), known: exchanges.length - unknown, unknown }

  function eventsOf({ url, request, answer, frames }: ArchivedExchange): typeof events | undefined {
    const hook = hookAt(url)
    if (hook !== undefined) {
      const [platform, webhook] = hook
      const recaller = scribe.recaller(platform)
      return [
        { at: request.at, note: () => scribe.note(platform, request.at, recaller.push?.(request, webhook) ?? []) },
        ...(answer === undefined
          ? []
          : [
              {
                at: answer.at,
                note: () => scribe.note(platform, answer.at, recaller.answer?.(answer, request, webhook) ?? []),
              },
            ]),
      ]
    }
    const place = placeOf(url)
    if (place === undefined) return undefined
    const { id, operations } = place.account.info
    const asked = { ...request, url: place.path + url.search }
    const recaller = scribe.recaller(id)
    const heard = frames.map(({ from, text, at }) => ({
      at,
      note: () => scribe.note(id, at, recaller.frame?.(from, text, at) ?? []),
    }))
    if (answer === undefined || heard.length > 0) return heard
    const operation = findOperation(operations, asked)
    const note = (): void => scribe.note(id, answer.at, recaller.call?.(operation, asked, answer) ?? [], operation)
    return [{ at: answer.at, note }]
  }

  function hookAt(url: URL): readonly [platform: string, webhook: string] | undefined {
    for (const { info, bot } of accounts)
      for (const [webhook, { origin, pathname }] of bot)
        if (url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(`${pathname}/`)))
          return [info.id, webhook]
    return undefined
  }

  /** The account an address belongs to, and the path as the platform has it. */
  function placeOf(url: URL): Place | undefined {
    for (const account of accounts) {
      for (const [, upstream] of account.upstream) {
        const { origin, pathname } = new URL(upstream)
        const above = pathname.replace(/\/$/, '')
        if (url.origin !== origin || !url.pathname.startsWith(`${above}/`)) continue
        const path = url.pathname.slice(above.length)
        const sharing = accounts.filter((one) => one.upstream.some(([, other]) => new URL(other).origin === origin))
        return { account: accountFor(sharing, path) ?? account, path }
      }
    }
    const there = accounts.find(({ info }) => info.hosts?.includes(url.hostname))
    return there === undefined ? byPath(url.pathname) : { account: there, path: url.pathname }
  }

  /** Gateways and proxies stand at any address, and keep the end of the path. */
  function byPath(pathname: string): Place | undefined {
    for (const account of accounts)
      for (const { path } of account.info.operations)
        if (path.length >= SHORTEST_TELLING_PATH && !path.includes(':') && pathname.endsWith(path))
          return { account, path }
    return undefined
  }
}

interface Place {
  readonly account: RecordedAccount
  readonly path: string
}

/** Shorter ones could be anybody's. */
const SHORTEST_TELLING_PATH = 12
