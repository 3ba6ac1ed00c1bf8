import type { Call } from '../../core/call.ts'
import { findRobot, type Robot } from '../corp/robot.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { GatewayRefusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'

/** The robot a call may act as, or why it may not. */
export type RobotReading =
  | { readonly ok: true; readonly robot: Robot }
  | { readonly ok: false; readonly refusal: GatewayRefusal }

/** Finds the robot that `robotCode` names. Only the app that owns it may use it. */
export function readRobot(dingtalk: Dingtalk, robotCode: string, call: Call): RobotReading {
  if (robotCode === '') return { ok: false, refusal: gateway('invalidParameter.robotCode.empty') }
  const robot = findRobot(dingtalk, robotCode)
  if (robot?.isOwn === true)
    return dingtalk.settings.robot.stopped ? { ok: false, refusal: gateway('bot.stopped') } : { ok: true, robot }
  const given = JSON.stringify(robotCode)
  remark(
    dingtalk,
    'robot-of-another-app',
    robot === undefined
      ? { en: `There is no robot with the robotCode ${given}.`, zh: `没有 robotCode 为 ${given} 的机器人。` }
      : {
          en: `The robot ${given} belongs to another app than the access token.`,
          zh: `机器人 ${given} 不属于访问凭证所在的应用。`,
        },
    { cause: call.entry.seq },
  )
  return {
    ok: false,
    refusal: gateway(robot === undefined ? 'invalidParameter.robotCode.notExsit' : 'invalidParameter.robotCode.auth'),
  }
}
