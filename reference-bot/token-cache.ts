/** Hands out one access token to everybody who needs it. */
export interface TokenCache {
  /** The token in force. Callers that come while one is being fetched share that fetch. */
  get(): Promise<string>
  /** The platform refused this token. A token that somebody else has renewed in the meantime is kept. */
  drop(token: string): void
}

/** A token as the platform issued it, and how long it lives from now, in milliseconds. */
export interface IssuedToken {
  readonly token: string
  readonly lifeMs: number
}

const MARGIN_MS = 5 * 60 * 1000

/**
 * Renews a token five minutes before its end (or in the last fifth of a short life), so that no call leaves with a token that
 * dies on the way. A failed fetch fails those who waited for it and is not repeated until somebody asks again.
 */
export function createTokenCache(fetchToken: () => Promise<IssuedToken>, now: () => number = Date.now): TokenCache {
  let current: { token: string; renewAt: number } | undefined
  let underWay: Promise<string> | undefined

  const renew = async () => {
    try {
      const { token, lifeMs } = await fetchToken()
      current = { token, renewAt: now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 5) }
      return token
    } finally {
      underWay = undefined
    }
  }

  return {
    async get() {
      if (current !== undefined && now() < current.renewAt) return current.token
      underWay ??= renew()
      return underWay
    },
    drop(token) {
      if (current?.token === token) current = undefined
    },
  }
}
