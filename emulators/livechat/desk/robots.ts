import { CaipaiError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { Livechat } from '../livechat.ts'
import type { Registration } from '../registration/read-registration.ts'

/** A robot that can be put into a robot node. */
export interface Robot {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Sent as `Authorization: Bearer <token>`; absent when pushes carry no credential. */
  readonly token?: string
}

/** The robots that have been registered. */
export interface RobotBook {
  add(registration: Registration): Robot
  /** The robot with this id, or the newest with this name. */
  find(idOrName: string): Robot | undefined
  readonly newest: Robot | undefined
  named(name: string): number
  /** Tokens of all robots: secrets. */
  tokens(): string[]
  /** Forgets all but the newest. */
  keepNewest(): void
}

const MOST_ROBOTS = 1000

export function createRobotBook(world: World): RobotBook {
  let robots: Robot[] = []
  return {
    add(registration) {
      const robot: Robot = { id: world.random.uuid(), ...registration }
      robots.push(robot)
      if (robots.length > MOST_ROBOTS) robots.shift()
      return robot
    },
    find: (idOrName) => robots.findLast((robot) => robot.id === idOrName || robot.name === idOrName),
    get newest() {
      return robots.at(-1)
    },
    named: (name) => robots.filter((robot) => robot.name === name).length,
    tokens: () => robots.flatMap((robot) => (robot.token === undefined ? [] : [robot.token])),
    keepNewest() {
      robots = robots.slice(-1)
    },
  }
}

/** The robot at the URL caipai was given. */
function connectedRobot({ world, settings, robots }: Livechat): Robot {
  if (!world.hasWebhook('livechat') && robots.newest !== undefined) {
    throw new CaipaiError('the route uses the connected robot, but livechat does not know where the bot listens', {
      code: 'LIVECHAT_ROBOT_UNBOUND',
      fix: 'The bot has registered itself: set livechat.route.robot to newest, or use the act route: newest',
    })
  }
  const { name, token, authEnabled } = settings.robot
  return {
    id: world.randomFor('livechat/robot').uuid(),
    name,
    url: world.webhook('livechat'),
    ...(authEnabled ? { token } : {}),
  }
}

/**
 * The robot in the robot node of the route; undefined when there is none, and then nothing is pushed.
 *
 * @throws CaipaiError `WEBHOOK_MISSING` or `LIVECHAT_ROBOT_UNBOUND`
 */
export function robotOfRoute(livechat: Livechat): Robot | undefined {
  const chosen = livechat.route ?? livechat.settings.route.robot
  if (chosen === 'none') return undefined
  if (chosen === 'connected') return connectedRobot(livechat)
  return chosen === 'newest' ? livechat.robots.newest : livechat.robots.find(chosen)
}
