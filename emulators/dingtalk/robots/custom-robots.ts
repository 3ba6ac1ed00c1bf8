import { createExpiringMap, type ExpiringMap } from '../../core/expiring-map.ts'
import type { CustomRobot, Settings } from '../settings.ts'

/** Custom robots in groups, with what counts against them. Times in ms since the epoch. */
export interface CustomRobots {
  withToken(accessToken: string): CustomRobot | undefined
  /**
   * Counts a message of the robot: `blocked` when it has sent too many, `just-blocked` for the message that was one too many.
   * The block lasts for a time of its own.
   */
  spend(accessToken: string, now: number): 'free' | 'just-blocked' | 'blocked'
  /** Whether this msgUuid has been posted by the robot before. */
  hasPosted(accessToken: string, msgUuid: string, now: number): boolean
  notePosted(accessToken: string, msgUuid: string, now: number): void
  /** Notes a signature that was right, and gives the timestamp it was made for when it comes again with another. */
  noteSign(sign: string, timestamp: string, now: number): void
  timestampOfSign(sign: string, now: number): string | undefined
  clear(): void
}

interface Use {
  /** When the messages of the last minute were sent, oldest first. */
  sentAt: number[]
  blockedUntil: number
}

const MINUTE_MS = 60_000
const MOST_REMEMBERED = 10_000
const SIGN_REMEMBERED_MS = 86_400_000

/** The robots of the settings, unused. */
export function createCustomRobots(settings: Settings): CustomRobots {
  const uses = new Map<string, Use>()
  const posted = createExpiringMap<true>(MOST_REMEMBERED)
  const signs: ExpiringMap<string> = createExpiringMap(MOST_REMEMBERED)

  function useOf(accessToken: string): Use {
    const use = uses.get(accessToken) ?? { sentAt: [], blockedUntil: 0 }
    uses.set(accessToken, use)
    return use
  }

  return {
    withToken: (accessToken) => settings.customRobots.find((robot) => robot.accessToken === accessToken),
    spend(accessToken, now) {
      const { perMinute, penalty } = settings.customRobot
      if (perMinute === 0) return 'free'
      const use = useOf(accessToken)
      if (now < use.blockedUntil) return 'blocked'
      use.sentAt = use.sentAt.filter((at) => now - at < MINUTE_MS)
      if (use.sentAt.length < perMinute) {
        use.sentAt.push(now)
        return 'free'
      }
      uses.set(accessToken, { sentAt: [], blockedUntil: now + penalty })
      return 'just-blocked'
    },
    hasPosted: (accessToken, msgUuid, now) => posted.get(`${accessToken}/${msgUuid}`, now) === true,
    notePosted(accessToken, msgUuid, now) {
      posted.set(`${accessToken}/${msgUuid}`, true, now + settings.customRobot.msgUuidTtl)
    },
    noteSign(sign, timestamp, now) {
      signs.set(sign, timestamp, now + SIGN_REMEMBERED_MS)
    },
    timestampOfSign: (sign, now) => signs.get(sign, now),
    clear() {
      uses.clear()
      posted.clear()
      signs.clear()
    },
  }
}
