import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { robotOfRoute } from '../desk/robots.ts'
import type { Livechat } from '../livechat.ts'
import { disturbance } from '../turn/disturbance.ts'

export const route = act({
  summary: 'The operator puts a robot into the robot node of the route, or takes it out.',
  input: z.string().min(1).describe('connected, newest, none, or the id or name of a registered robot'),
  rows: ['L-18'],
  summarise: (robot) => `the route uses ${robot}`,
  run(livechat: Livechat, robot) {
    const before = livechat.route
    livechat.route = robot
    if (robot === 'none' || robotOfRoute(livechat) !== undefined) return
    livechat.route = before
    throw new CaipaiError(`there is no robot ${JSON.stringify(robot)} to put into the route`, {
      code: 'LIVECHAT_ROBOT_UNKNOWN',
      fix: 'Register it first, or use connected for the URL caipai was given.',
    })
  },
})

const MOST_DISTURBANCES = 1000

export const disturb = act({
  summary: 'Asks for something to go wrong on the side of the gateway with the next push.',
  input: disturbance,
  rows: ['L-73'],
  summarise: (input) => `the gateway will disturb the next push: ${JSON.stringify(input)}`,
  run(livechat: Livechat, input) {
    livechat.disturbances.push(input)
    if (livechat.disturbances.length > MOST_DISTURBANCES) livechat.disturbances.shift()
  },
})
