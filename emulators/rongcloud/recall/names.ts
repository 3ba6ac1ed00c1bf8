import type { RecallGround, Recalled } from '../../core/recall.ts'
import type { Settings } from '../settings.ts'

/** What the users, bots and groups of an app are called in a scenario. */
export interface Names {
  /** A user or a bot. */
  user(id: string): string
  group(id: string): string
  isBot(id: string): boolean
  /** Whether the id is the first bot's, to whom people speak when they name nobody. */
  isFirstBot(id: string): boolean
  /** Says that somebody has done something, and so has a client. */
  acted(id: string): void
  /** What a scenario has to know for somebody to see a message: nothing for those who have acted. */
  hasClient(id: string): readonly Recalled[]
  /** What a scenario has to know of the bots, told once. */
  known(): readonly Recalled[]
}

const MOST_ACTED = 10_000

/** Bots are called as a world calls them, `bot_1` first; people get names of people. */
export function nameThose(ground: RecallGround, { bots }: Pick<Settings, 'bots'>): Names {
  const botNames = new Map(bots.map(({ userId }, at) => [userId, `bot_${at + 1}`]))
  for (const id of botNames.keys()) if (!/^bot_\d+$/.test(id)) ground.hide(id)
  const actors = new Set<string>()
  let untold: readonly Recalled[] =
    botNames.size < 2 ? [] : [...botNames.values()].map((userId) => ({ knows: { setting: 'bots', item: { userId } } }))

  const user = (id: string): string => botNames.get(id) ?? ground.person(id)
  return {
    user,
    group: ground.group,
    isBot: (id) => botNames.has(id),
    isFirstBot: (id) => botNames.get(id) === 'bot_1',
    acted(id) {
      actors.add(id)
      if (actors.size > MOST_ACTED) actors.delete(actors.values().next().value ?? '')
    },
    hasClient: (id) => (actors.has(id) || botNames.has(id) ? [] : [{ knows: { setting: 'users', item: user(id) } }]),
    known() {
      const told = untold
      untold = []
      return told
    },
  }
}
