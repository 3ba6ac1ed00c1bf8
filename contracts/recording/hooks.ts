import type { RecordedAccount } from './config.ts'

/** One of the bot's URLs and the recorder's that stands before it. */
export interface Hook {
  readonly platform: string
  readonly webhook: string
  /** The bot's own. */
  readonly bot: URL
  /** Path of the recorder: the bot's own path where that is free, so that a URL the bot itself registers fits as well. */
  readonly path: string
  /** What the platform is told. */
  readonly url: string
}

/** Where the platforms push to, when the recorder is reached at `base`. */
export function listHooks(accounts: readonly RecordedAccount[], base: string): Hook[] {
  const taken = new Set<string>()
  const prefixes = accounts.flatMap((account) => account.info.prefixes)
  const isFree = (path: string): boolean => !taken.has(path) && !prefixes.some((prefix) => path.startsWith(prefix))
  return accounts.flatMap(({ info, bot }) =>
    [...bot].map(([webhook, url]): Hook => {
      const path = isFree(url.pathname) ? url.pathname : `/_record/${info.id}/${webhook}`
      taken.add(path)
      return { platform: info.id, webhook, bot: url, path, url: `${base}${path}` }
    }),
  )
}
