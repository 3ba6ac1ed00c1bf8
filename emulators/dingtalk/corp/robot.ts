import { ownRobotCode } from './robot-code.ts'
import { createRandom } from '../../core/random.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { dingtalkIdOf } from './people.ts'

/** A robot as messages name it. */
export interface Robot {
  readonly code: string
  readonly name: string
  /** chatbotUserId. */
  readonly dingtalkId: string
  /** Whether the app whose credentials the bot has owns it. */
  readonly isOwn: boolean
}

/** The robot of the app. */
export function ownRobot(dingtalk: Dingtalk): Robot {
  const { settings } = dingtalk
  return robotOf(dingtalk, ownRobotCode(settings), settings.robot.name, true)
}

/** The robot with this robotCode, whoever owns it. */
export function findRobot(dingtalk: Dingtalk, code: string): Robot | undefined {
  const own = ownRobot(dingtalk)
  if (own.code === code) return own
  const other = dingtalk.settings.robot.others.find((one) => one.code === code)
  return other && robotOf(dingtalk, other.code, other.name, false)
}

function robotOf({ world }: Dingtalk, code: string, name: string, isOwn: boolean): Robot {
  return { code, name, dingtalkId: dingtalkIdOf(createRandom(`${world.seed}/dingtalk/robot/${code}`)), isOwn }
}
