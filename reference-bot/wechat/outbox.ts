import { createRecent } from '../conversation/recent.ts'

/** A text that is ready and could not be shown yet. */
export interface Held {
  readonly text: string
  /** The question it answers; asking it again fetches the answer. */
  readonly question: string
  /** The push it belongs to. */
  readonly key: string
}

/** What each user has still to be shown: it goes out with the next answer. */
export interface Outbox {
  /** Takes out what is held for a user. */
  take(openid: string): Held | undefined
  put(openid: string, held: Held): void
  /** The user's text only asks for what is held. */
  isAskedFor(openid: string, text: string): boolean
}

const ASKS_FOR_MORE = /^(?:继续|接着说|下一页|更多|然后呢|好了吗|好了没|continue|more)[\s。！？!?~～]*$/i

export function createOutbox(): Outbox {
  const byUser = createRecent<Held>({ entries: 5000, ageMs: 48 * 60 * 60 * 1000 })
  return {
    take(openid) {
      const held = byUser.get(openid)
      byUser.delete(openid)
      return held
    },
    put: (openid, held) => byUser.set(openid, held),
    isAskedFor(openid, text) {
      const held = byUser.get(openid)
      return held !== undefined && (ASKS_FOR_MORE.test(text.trim()) || text.trim() === held.question.trim())
    },
  }
}
