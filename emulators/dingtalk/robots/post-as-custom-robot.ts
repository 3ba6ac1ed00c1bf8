import { queryValue, type Call } from '../../core/call.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { legacy } from '../errors/index.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'
import { postMessage } from '../messages/post.ts'
import type { BodyReading } from '../messages/read-body.ts'
import { textOf } from '../messages/shape.ts'
import { remark } from '../remarks/index.ts'
import type { CustomRobot } from '../settings.ts'
import { checkSecurity, visibleText } from './security.ts'

const NO_BODY: Readonly<Record<string, unknown>> = {}

/**
 * Posts a message of a custom robot: token, security settings, rate, body, message. The order is ours; nothing public fixes
 * it. A refusal when nothing was posted; nothing is posted either for a msgUuid that came before, which is no refusal.
 *
 * Source: https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export function postAsCustomRobot(dingtalk: Dingtalk, call: Call, reading: BodyReading): LegacyRefusal | undefined {
  const body = reading.ok ? reading.body : NO_BODY
  const token = queryValue(call, 'access_token') ?? textOf(body['access_token'])
  if (token === '') return legacy(40035, '缺少参数 access_token')
  const robot = dingtalk.customRobots.withToken(token)
  if (robot === undefined) return unknownToken(dingtalk, call, token)
  const refused =
    checkState(dingtalk, robot) ??
    checkSecurity(dingtalk, robot, call, visibleText(body)) ??
    checkRate(dingtalk, robot, call)
  if (refused !== undefined) return refused
  return reading.ok ? post(dingtalk, robot, call, reading.body) : reading.refusal
}

function unknownToken(dingtalk: Dingtalk, call: Call, token: string): LegacyRefusal {
  const code = dingtalk.settings.customRobot.unknownTokenCode
  const isUrl = /^https?:/i.test(token)
  remark(
    dingtalk,
    'custom-robot-token-unknown',
    isUrl
      ? { en: 'A whole URL stands where the access_token belongs.', zh: 'access_token 处填写了完整的 URL。' }
      : { en: 'No custom robot has this access_token.', zh: '没有使用该 access_token 的自定义机器人。' },
    { cause: call.entry.seq, details: { isUrl } },
  )
  return code === 400101 ? legacy(code) : legacy(code, 'token is not exist')
}

function checkState({ conversations }: Dingtalk, { stopped, group }: CustomRobot): LegacyRefusal | undefined {
  if (conversations.openGroup(group).isDissolved) return legacy(400013)
  return stopped ? legacy(400102) : undefined
}

function checkRate(dingtalk: Dingtalk, { accessToken, name }: CustomRobot, call: Call): LegacyRefusal | undefined {
  const { world, customRobots, settings } = dingtalk
  const state = customRobots.spend(accessToken, world.clock.now())
  if (state === 'free') return undefined
  const { rateCode, perMinute } = settings.customRobot
  if (state === 'just-blocked')
    remark(
      dingtalk,
      'custom-robot-too-fast',
      {
        en: `${name} has sent more than ${perMinute} messages within a minute; from now on it is refused for a while.`,
        zh: `${name} 一分钟内发送超过 ${perMinute} 条消息，将在一段时间内被限流。`,
      },
      { cause: call.entry.seq },
    )
  return rateCode === 130101
    ? legacy(rateCode, `send too fast, exceed ${perMinute} times per minute`)
    : legacy(rateCode)
}

function post(
  dingtalk: Dingtalk,
  { accessToken, name, group }: CustomRobot,
  call: Call,
  body: Readonly<Record<string, unknown>>,
): LegacyRefusal | undefined {
  const { customRobots, conversations, world } = dingtalk
  const msgUuid = textOf(body['msgUuid'])
  const now = world.clock.now()
  if (msgUuid !== '' && customRobots.hasPosted(accessToken, msgUuid, now)) return undefined
  const refused = postMessage(dingtalk, conversations.openGroup(group), body, {
    via: 'custom-robot',
    cause: call.entry.seq,
    robotName: name,
    bytes: call.body.length,
  })
  if (refused === undefined && msgUuid !== '') customRobots.notePosted(accessToken, msgUuid, now)
  return refused
}
