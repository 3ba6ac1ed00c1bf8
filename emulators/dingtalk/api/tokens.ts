import { ALPHANUMERIC } from '../../core/random.ts'
import type { World } from '../../core/world.ts'
import type { Settings } from '../settings.ts'

/** The access tokens of one app. The three ways to ask for one share them. Times in ms since the epoch. */
export interface AccessTokens {
  /** The token that lives, renewed to its whole life, or a new one. `leftMs`: how long it would have lived on, else 0. */
  issue(now: number): { readonly token: string; readonly expiresIn: number; readonly leftMs: number }
  look(token: string, now: number): 'valid' | 'expired' | 'unknown'
  /** Counts a use of an expired token and says how often that has happened with it. */
  noteExpiredUse(token: string): number
  /** Ends the life of every token now, as DingTalk may. */
  expireAll(): void
  /** Back to the beginning; the newest token lives on, because the bot cannot know of the reset. */
  reset(now: number): void
}

const MOST_OLD = 50

/** No token has been issued. */
export function createAccessTokens(world: Pick<World, 'random'>, settings: Settings): AccessTokens {
  let current: { token: string; until: number } | undefined
  const old = new Map<string, number>()

  function retire(token: string): void {
    old.set(token, 0)
    if (old.size > MOST_OLD) old.delete(old.keys().next().value!)
  }

  return {
    issue(now) {
      if (current !== undefined && current.until <= now) {
        retire(current.token)
        current = undefined
      }
      const leftMs = current === undefined ? 0 : current.until - now
      current ??= { token: world.random.text(32, ALPHANUMERIC).toLowerCase(), until: 0 }
      current.until = now + settings.tokens.ttl
      return { token: current.token, expiresIn: Math.round(settings.tokens.ttl / 1000), leftMs }
    },
    look(token, now) {
      if (current?.token === token) return current.until > now ? 'valid' : 'expired'
      return old.has(token) ? 'expired' : 'unknown'
    },
    noteExpiredUse(token) {
      const uses = (old.get(token) ?? 0) + 1
      old.set(token, uses)
      return uses
    },
    expireAll() {
      if (current !== undefined) retire(current.token)
      current = undefined
    },
    reset(now) {
      old.clear()
      if (current !== undefined) current.until = now + settings.tokens.ttl
    },
  }
}
