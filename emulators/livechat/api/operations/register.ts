import type { Livechat } from '../../livechat.ts'
import type { JsonObject } from '../../reading/fields.ts'
import { readRegistration } from '../../registration/read-registration.ts'
import { createJudge, show } from '../../remarks/judge.ts'
import { tell } from '../../remarks/tell.ts'
import { isRefusal, refuse, type Refusal } from '../errors.ts'
import { operation } from '../operation.ts'

function register(livechat: Livechat, body: JsonObject, seq: number): Refusal | { robotId: string } {
  const { robots, settings } = livechat
  const judge = createJudge(settings, 'bad_envelope')
  const registration = readRegistration(body, judge)
  if (isRefusal(registration)) {
    tell(livechat, judge.noted, undefined, seq)
    return registration
  }
  const already = robots.named(registration.name)
  if (already > 0) judge.note('name-repeated', { at: '/name' }, { count: already + 1, given: show(registration.name) })
  tell(livechat, judge.noted, undefined, seq)
  if (judge.failure !== undefined) return refuse('InvalidParameter', judge.reason)
  return { robotId: robots.add(registration).id }
}

export const registerRobot = operation({
  id: 'livechat.robot.register',
  verb: 'POST',
  path: '/livechat/third_part_bot_register',
  summary: 'Registers a robot (注册智能体): where to push and with which token. Each call makes another robot.',
  rows: ['L-01', 'L-02', 'L-03', 'L-11', 'L-12', 'L-13', 'L-14', 'L-15', 'L-16'],
  source: 'https://develop.clink.cn/develop/api/chat-agent-download.html',
  certainty: 'official',
  errors: [
    'MissingParameter',
    'InvalidParameter',
    'UnknownParameter',
    'MissingRequestBody',
    'HttpMediaTypeNotSupported',
  ],
  run: (livechat, { body, call }) => register(livechat, body, call.entry.seq),
})
