import type { World } from '../core/world.ts'
import { createMediaStore, type MediaStore } from './account/media.ts'
import type { Menu } from './account/menu.ts'
import { createQrBook, type QrBook } from './account/qrcodes.ts'
import { createQuotaBook, type QuotaBook } from './account/quotas.ts'
import { createRequestBook, type RequestBook } from './account/requests.ts'
import type { Settings } from './account/settings.ts'
import { createTokenBook, type TokenBook } from './account/tokens.ts'
import { createUserBook, type UserBook } from './account/users.ts'

/** One Official Account and everything it remembers. */
export interface Wechat {
  readonly world: World
  readonly settings: Settings
  readonly tokens: TokenBook
  readonly users: UserBook
  readonly quotas: QuotaBook
  readonly media: MediaStore
  readonly requests: RequestBook
  readonly menu: { current: Menu | undefined }
  readonly qrcodes: QrBook
  readonly templates: Templates
  /** When tokens were asked for lately (ms since the epoch); bounded. */
  readonly tokenRequests: number[]
  readonly pushing: Pushing
}

/** What template messages remember from one to the next. */
export interface Templates {
  /** The next msgid is one above. */
  lastId: bigint
  /** When the latest ones were sent (ms since the epoch); bounded. */
  readonly sentAt: number[]
}

/** What pushing remembers from one push to the next. */
export interface Pushing {
  /** The next MsgId is above this one. */
  lastMsgId: bigint
  /** Pushes in a row that ended in failure. */
  failures: number
  /** No push goes out before this time (ms since the epoch). */
  pausedUntil: number
}

/** The state of a fresh account. */
export function createWechat(world: World, settings: Settings): Wechat {
  const wechat: Wechat = {
    world,
    settings,
    tokens: createTokenBook(world.random),
    users: createUserBook(() => world.seed),
    quotas: createQuotaBook(),
    media: createMediaStore(world.random, () => settings.media.keepBytes),
    requests: createRequestBook(world.random),
    menu: { current: undefined },
    qrcodes: createQrBook(world.random),
    tokenRequests: [],
    templates: { lastId: 3_000_000_000_000_000_000n, sentAt: [] },
    pushing: { lastMsgId: 0n, failures: 0, pausedUntil: 0 },
  }
  resetPushing(wechat)
  return wechat
}

/** Back to the beginning; the newest tokens and the uploads stay, since the bot cannot know them to be gone. */
export function resetWechat(wechat: Wechat): void {
  const now = wechat.world.clock.now()
  wechat.tokens.reset(now)
  wechat.media.reset(now)
  wechat.users.clear()
  wechat.quotas.clear()
  wechat.requests.clear()
  wechat.menu.current = undefined
  wechat.qrcodes.clear()
  wechat.templates.sentAt.length = 0
  wechat.tokenRequests.length = 0
  resetPushing(wechat)
}

function resetPushing({ pushing, world }: Wechat): void {
  pushing.failures = 0
  pushing.pausedUntil = 0
  // 17 digits, as since 2019, and far apart between rehearsals, because the bot remembers the ids it has seen.
  pushing.lastMsgId = BigInt(`2${world.random.digits(12)}0000`)
}

/** A MsgId: 17 digits, rising, and odd, so that it is never exact as a double and a bot that reads it as one is found out. */
export function nextMsgId({ pushing, world }: Wechat): string {
  pushing.lastMsgId += BigInt(2 * world.random.int(1, 40))
  return String(pushing.lastMsgId | 1n)
}
