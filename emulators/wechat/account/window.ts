/** What a user did that lets the account write to them. A tap on a menu line of a message counts as `menu`. */
export type Trigger = 'message' | 'menu' | 'follow' | 'scan'

/** The dated sets of rules; see {@link ALLOWANCES}. */
export type QuotaProfile = '2023' | '2021' | 'legacy'

/** How many service messages, until when (ms since the epoch, inclusive). */
export interface Window {
  readonly until: number
  readonly left: number
}

const MINUTE = 60_000
const TWO_DAYS = 48 * 60 * MINUTE

const shortly = { count: 3, ms: MINUTE }
const unlimited = { count: Infinity, ms: TWO_DAYS }

/**
 * Service messages per action of the user.
 *
 * Sources: https://developers.weixin.qq.com/doc/subscription/guide/product/kf/intro.md, https://www.ithome.com/0/696/375.htm (2023)
 */
export const ALLOWANCES: Readonly<
  Record<QuotaProfile, Readonly<Record<Trigger, { readonly count: number; readonly ms: number }>>>
> = {
  '2023': { message: { count: 5, ms: TWO_DAYS }, menu: shortly, follow: shortly, scan: shortly },
  '2021': { message: { count: 20, ms: TWO_DAYS }, menu: shortly, follow: shortly, scan: shortly },
  legacy: { message: unlimited, menu: unlimited, follow: unlimited, scan: unlimited },
}

/**
 * The window after an action. Actions do not add up: what is left becomes the larger of the two numbers, the end the
 * later of the two ends. Documented for mini-programs, assumed here.
 */
export function openWindow(before: Window | undefined, trigger: Trigger, now: number, profile: QuotaProfile): Window {
  const { count, ms } = ALLOWANCES[profile][trigger]
  const alive = before !== undefined && before.until >= now ? before : { until: 0, left: 0 }
  return { until: Math.max(alive.until, now + ms), left: Math.max(alive.left, count) }
}

/** Whether a service message may be sent now: `closed` is 45015, `spent` is 45047. */
export function windowState(window: Window | undefined, now: number): 'open' | 'spent' | 'closed' {
  if (window === undefined || now > window.until) return 'closed'
  return window.left > 0 ? 'open' : 'spent'
}

/** The window after one service message. */
export function spend(window: Window): Window {
  return { ...window, left: window.left - 1 }
}
