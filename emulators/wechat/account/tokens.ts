import { BASE64URL, type Random } from '../../core/random.ts'

/** A token as it was issued. Times in ms since the epoch. */
interface Token {
  readonly value: string
  readonly endpoint: 'token' | 'stable_token'
  readonly issuedAt: number
  readonly issuedTo: string
  expiresAt: number
  /** When a newer one took its place, and for whom. */
  replacedAt: number | undefined
  replacedFor: string | undefined
  /** Set when it stops being valid before it expires. */
  deadAt: number | undefined
}

/** What a call's token is worth. `why` is a line for people: when it was issued, to whom, what ended it. */
export type TokenState =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly code: 40001 | 40014 | 41001 | 42001
      readonly why: string
      readonly superseded: boolean
    }

/** What a token endpoint grants: the token and how long it lives, in s. */
export interface Grant {
  readonly token: string
  readonly expiresIn: number
}

/** The access tokens of one account. The two endpoints do not end each other's tokens. */
export interface TokenBook {
  /** GET /cgi-bin/token: always a new token; the one before lives for another five minutes. */
  issue(client: string, now: number): Grant
  /** POST /cgi-bin/stable_token: the same token until its last five minutes. `limit`: too many forced refreshes today. */
  stable(client: string, force: boolean, now: number): Grant | 'limit'
  check(value: string | undefined, now: number): TokenState
  /** Ends the newest tokens before their time, as if somebody else had fetched one. */
  supersede(client: string, now: number): void
  /** Forgets all but the newest token of each endpoint, which the bot may still hold; those live on from `now`. */
  reset(now: number): void
}

const LIFE_MS = 7_200_000
const OVERLAP_MS = 300_000
const FORCE_GAP_MS = 30_000
const FORCES_PER_DAY = 20
const DAY_MS = 86_400_000
const HISTORY = 100

/**
 * An empty book.
 *
 * Sources: https://developers.weixin.qq.com/doc/subscription/api/base/api_getaccesstoken,
 * https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
export function createTokenBook(random: Random): TokenBook {
  // Oldest first. Nearly every call comes with a current token, so the others need no index.
  let issued: Token[] = []
  const current = new Map<Token['endpoint'], Token>()
  let forced: number[] = []

  function add(endpoint: Token['endpoint'], client: string, now: number): Token {
    const value = `${random.int(60, 99)}_${random.text(137, BASE64URL)}`
    const token = freshToken(value, endpoint, client, now)
    issued.push(token)
    current.set(endpoint, token)
    if (issued.length > 2 * HISTORY) issued = issued.slice(-HISTORY)
    return token
  }

  function find(value: string): Token | undefined {
    for (const token of current.values()) if (token.value === value) return token
    return issued.findLast((token) => token.value === value)
  }

  function replace(token: Token | undefined, client: string, now: number, overlapMs: number): void {
    if (token === undefined) return
    token.replacedAt = now
    token.replacedFor = client
    token.deadAt = now + overlapMs
  }

  const grant = (token: Token, now: number): Grant => ({
    token: token.value,
    expiresIn: Math.max(1, Math.ceil((token.expiresAt - now) / 1000)),
  })

  return {
    issue(client, now) {
      replace(current.get('token'), client, now, OVERLAP_MS)
      return grant(add('token', client, now), now)
    },
    stable(client, force, now) {
      const token = current.get('stable_token')
      const alive = token !== undefined && now < token.expiresAt && token.deadAt === undefined
      if (alive && force) {
        if (now - token.issuedAt < FORCE_GAP_MS) return grant(token, now)
        forced = forced.filter((at) => now - at < DAY_MS)
        if (forced.length >= FORCES_PER_DAY) return 'limit'
        forced.push(now)
        replace(token, client, now, 0)
        return grant(add('stable_token', client, now), now)
      }
      if (alive && token.expiresAt - now > OVERLAP_MS) return grant(token, now)
      replace(token, client, now, OVERLAP_MS)
      return grant(add('stable_token', client, now), now)
    },
    check(value, now) {
      const refuse = (code: 40001 | 40014 | 41001 | 42001, why: string, superseded = false): TokenState => ({
        ok: false,
        code,
        why,
        superseded,
      })
      if (value === undefined) return refuse(41001, 'the call has no access_token')
      if (!/^[\w-]{20,512}$/.test(value)) {
        return refuse(40014, value === '' ? 'the access_token is an empty string' : 'this string cannot be a token')
      }
      const token = find(value)
      if (token === undefined) return refuse(40001, 'this token was never issued here')
      const history = `issued at ${timeOf(token.issuedAt)} to ${token.issuedTo} by ${token.endpoint}`
      if (
        token.deadAt !== undefined &&
        token.replacedAt !== undefined &&
        token.deadAt <= now &&
        token.deadAt < token.expiresAt
      ) {
        return refuse(
          40001,
          `${history} and replaced at ${timeOf(token.replacedAt)} by a fetch of ${token.replacedFor}`,
          true,
        )
      }
      if (now >= token.expiresAt) {
        return refuse(
          42001,
          `${history}; it lived until ${timeOf(token.expiresAt)}, ${Math.round((now - token.expiresAt) / 1000)} s ago`,
        )
      }
      return { ok: true }
    },
    supersede(client, now) {
      for (const [endpoint, token] of current) {
        replace(token, client, now, 0)
        current.delete(endpoint)
      }
    },
    reset(now) {
      issued = []
      forced = []
      for (const [endpoint, token] of current) {
        const kept = freshToken(token.value, endpoint, token.issuedTo, now)
        current.set(endpoint, kept)
        issued.push(kept)
      }
    },
  }
}

function freshToken(value: string, endpoint: Token['endpoint'], issuedTo: string, now: number): Token {
  return {
    value,
    endpoint,
    issuedAt: now,
    issuedTo,
    expiresAt: now + LIFE_MS,
    replacedAt: undefined,
    replacedFor: undefined,
    deadAt: undefined,
  }
}

/** hh:mm:ss in China, where the platform and its users' logs are. */
function timeOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(11, 19)
}
