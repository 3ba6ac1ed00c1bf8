import { createRecent } from '../conversation/recent.ts'
import type { Push } from './push.ts'

/** How many service messages each user may still be sent. */
export interface Allowances {
  /** The user did something that allows service messages. */
  grant(push: Push): void
  left(openid: string): number
  /** One was sent. */
  spend(openid: string): void
  /** WeChat says there are none left. */
  exhaust(openid: string): void
}

const HOUR_MS = 60 * 60 * 1000
const BY_MESSAGE = { count: 5, ms: 48 * HOUR_MS }
const BY_ACTION = { count: 3, ms: 60 * 1000 }
const ACTIONS: readonly string[] = ['subscribe', 'SCAN', 'CLICK', 'scancode_push', 'scancode_waitmsg']

/**
 * Counts along with WeChat: five service messages within 48 hours of a user's message, three within a minute of a menu tap, a scan
 * or a follow. They do not add up: the larger number and the later end count.
 * https://developers.weixin.qq.com/doc/subscription/guide/product/kf/intro.md
 */
export function createAllowances(now: () => number = Date.now): Allowances {
  const byUser = createRecent<{ count: number; until: number }>({ entries: 20_000, ageMs: BY_MESSAGE.ms }, now)
  const current = (openid: string) => {
    const allowance = byUser.get(openid)
    return allowance !== undefined && now() < allowance.until ? allowance : { count: 0, until: 0 }
  }
  const change = (openid: string, count: number) => byUser.set(openid, { ...current(openid), count })
  return {
    grant(push) {
      const granted = grantedBy(push)
      if (granted === undefined) return
      const { count, until } = current(push.FromUserName)
      byUser.set(push.FromUserName, {
        count: Math.max(count, granted.count),
        until: Math.max(until, now() + granted.ms),
      })
    },
    left: (openid) => current(openid).count,
    spend: (openid) => change(openid, Math.max(0, current(openid).count - 1)),
    exhaust: (openid) => change(openid, 0),
  }
}

function grantedBy(push: Push): typeof BY_MESSAGE | undefined {
  if (push.MsgType !== 'event') return BY_MESSAGE
  return ACTIONS.includes(push.Event ?? '') ? BY_ACTION : undefined
}
