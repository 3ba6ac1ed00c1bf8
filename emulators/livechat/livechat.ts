import { createRateLimit, type RateLimit } from '../core/rate-limit.ts'
import type { World } from '../core/world.ts'
import { createFileStore, type FileStore } from './desk/files.ts'
import { createRobotBook, type RobotBook } from './desk/robots.ts'
import { createSessionBook, type SessionBook } from './desk/sessions.ts'
import { createAgentBook, type AgentBook } from './desk/agents.ts'
import type { LivechatSettings } from './settings.ts'
import type { Disturbance } from './turn/disturbance.ts'

/** The gateway of one enterprise and everything it remembers. */
export interface Livechat {
  readonly world: World
  readonly settings: LivechatSettings
  readonly robots: RobotBook
  readonly sessions: SessionBook
  readonly agents: AgentBook
  readonly files: FileStore
  /** What somebody asked to go wrong with the next pushes, oldest first. */
  readonly disturbances: Disturbance[]
  readonly rate: RateLimit
  /** The robot of the route when somebody chose one; else the settings say. */
  route: string | undefined
}

export function createLivechat(world: World, settings: LivechatSettings): Livechat {
  return {
    world,
    settings,
    robots: createRobotBook(world),
    sessions: createSessionBook(),
    agents: createAgentBook(),
    files: createFileStore(),
    disturbances: [],
    rate: createRateLimit(),
    route: undefined,
  }
}

/** Back to the beginning. The robot that registered last stays: a bot that registers at its start cannot know it to be gone. */
export function resetLivechat(livechat: Livechat): void {
  livechat.sessions.clear()
  livechat.robots.keepNewest()
  livechat.agents.clear()
  livechat.disturbances.length = 0
  livechat.rate.clear()
  livechat.route = undefined
}
