import { BASE64URL, createRandom } from '../../core/random.ts'
import type { TypingState } from './typing.ts'
import type { Window } from './window.ts'

/** A simulated person as the account sees them. Times in ms since the epoch. */
export interface User {
  /** The name scenarios use: `alice`. */
  readonly name: string
  /** `o` and 27 characters; another one for each account. */
  readonly openid: string
  readonly unionid: string
  subscribed: boolean
  subscribedAt: number
  subscribeScene: string
  qrScene: string
  /** Whether they have ever followed. */
  known: boolean
  /** They have switched the account's messages off. */
  muted: boolean
  window: Window | undefined
  typing: TypingState
  /** Lines of message menus they can tap, newest last, by content. Bounded. */
  readonly menuLines: { readonly id: string; readonly content: string }[]
  /** Waiting for or talking to the human service desk. */
  desk:
    | { readonly account: string | undefined; readonly state: 'waiting' | 'talking'; readonly since: number }
    | undefined
}

/** The people around the account. */
export interface UserBook {
  /** The person with this name; on first sight a follower, as whoever writes to an account is. */
  named(name: string, now: number): User
  /** The person with this name who has not followed yet, unless they are already known. */
  stranger(name: string): User
  withOpenid(openid: string): User | undefined
  /** Followers in the order in which they came. */
  followers(): User[]
  clear(): void
}

const MOST_USERS = 100_000

/** A book without people. `seedOf` says what the openids follow from: the same name gets the same openid in every run. */
export function createUserBook(seedOf: () => string): UserBook {
  const byName = new Map<string, User>()
  const byOpenid = new Map<string, User>()

  function stranger(name: string): User {
    const found = byName.get(name)
    if (found !== undefined) return found
    const random = createRandom(`${seedOf()}/wechat/${name}`)
    const user: User = {
      name,
      openid: `o${random.text(27, BASE64URL)}`,
      unionid: `o${random.text(27, BASE64URL)}`,
      subscribed: false,
      subscribedAt: 0,
      subscribeScene: 'ADD_SCENE_SEARCH',
      qrScene: '',
      known: false,
      muted: false,
      window: undefined,
      typing: {},
      menuLines: [],
      desk: undefined,
    }
    byName.set(name, user)
    byOpenid.set(user.openid, user)
    if (byName.size > MOST_USERS) dropOldest()
    return user
  }

  function dropOldest(): void {
    const oldest = byName.values().next().value
    if (oldest === undefined) return
    byName.delete(oldest.name)
    byOpenid.delete(oldest.openid)
  }

  return {
    stranger,
    named(name, now) {
      const known = byName.get(name)
      if (known !== undefined) return known
      const user = stranger(name)
      follow(user, now)
      return user
    },
    withOpenid: (openid) => byOpenid.get(openid),
    followers: () =>
      [...byName.values()]
        .filter((user) => user.subscribed)
        .sort((one, other) => one.subscribedAt - other.subscribedAt),
    clear() {
      byName.clear()
      byOpenid.clear()
    },
  }
}

/** Makes somebody a follower. */
export function follow(
  user: User,
  now: number,
  scene: { readonly subscribeScene: string; readonly qrScene: string } = {
    subscribeScene: 'ADD_SCENE_SEARCH',
    qrScene: '',
  },
): void {
  user.subscribed = true
  user.known = true
  user.subscribedAt = now
  user.subscribeScene = scene.subscribeScene
  user.qrScene = scene.qrScene
}

/** They leave: no window, no desk, nothing can be sent any more. */
export function unfollow(user: User): void {
  user.subscribed = false
  user.window = undefined
  user.desk = undefined
  user.typing = {}
}

/** Remembers the lines of a message menu, so that they can be tapped. */
export function rememberMenuLines(
  user: User,
  lines: readonly { readonly id: string; readonly content: string }[],
): void {
  user.menuLines.push(...lines)
  user.menuLines.splice(0, Math.max(0, user.menuLines.length - 200))
}
