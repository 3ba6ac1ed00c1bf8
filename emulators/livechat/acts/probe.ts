import { z } from 'zod'
import type { Reader } from '../../core/delivery/push.ts'
import { wholeBody } from '../../core/delivery/whole-body.ts'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { robotOfRoute, type Robot } from '../desk/robots.ts'
import type { Livechat } from '../livechat.ts'
import { remarkOn } from '../remarks/tell.ts'
import { buildPushBody } from '../turn/body.ts'
import { headersOf } from '../turn/deliver-turn.ts'

const probes = [
  { what: 'probe without a token', how: { en: 'without a token', zh: '不带 token' }, token: undefined },
  {
    what: 'probe with a wrong token',
    how: { en: 'with a wrong token', zh: '带错误 token' },
    token: 'tk-not-the-right-one',
  },
] as const

type Probe = (typeof probes)[number]

const read: () => Reader<number> = wholeBody((_body, { status }) => ({
  outcome: status === 401 || status === 403 ? 'refused' : status < 300 ? 'accepted' : 'http_status',
  reason: `HTTP ${status}`,
  value: status,
}))

function push(livechat: Livechat, robot: Robot, { what, how, token }: Probe, cause: number): void {
  const { world, settings } = livechat
  const mode = settings.robot.responseMode
  const content = {
    robotId: robot.id,
    conversationId: undefined,
    messages: [{ type: 100, content: '你好' }] as const,
    visitorId: 'probe',
    sender: 'probe',
    inputs: {},
    responseMode: mode,
  }
  const body = Buffer.from(buildPushBody(content, settings.push))
  const { token: _token, ...bare } = robot
  const prober: Robot = token === undefined ? bare : { ...bare, token }
  world.deliver<number>({
    label: { platform: 'livechat', what, cause },
    attempt: () => ({
      transport: world.httpTransport({
        method: 'POST',
        url: robot.url,
        headers: headersOf(livechat, prober, mode, body),
        body,
        insecureTls: settings.push.tlsInsecure,
      }),
      read,
    }),
    timers: { connectMs: settings.push.connectTimeoutMs, totalMs: settings.push.blockingTimeoutMs },
    deliveries: () => 1,
    delivered({ outcome, value }, _number, attempt) {
      if (outcome === 'accepted')
        remarkOn(livechat, 'auth-not-checked', { how, status: value ?? 0 }, undefined, attempt)
    },
  })
}

/** Two pushes a genuine gateway would never send: a bot has to refuse both. Only when somebody asks for it. */
export const probe = act({
  summary: 'Somebody who does not know the token pushes to the bot: once without one, once with a wrong one.',
  input: z.literal('auth'),
  rows: ['L-70'],
  summarise: () => 'a stranger pushes to the bot',
  run(livechat: Livechat, _input, cause) {
    const robot = robotOfRoute(livechat)
    if (robot === undefined) {
      throw new CaipaiError('the route has no robot to probe', {
        code: 'LIVECHAT_ROBOT_UNKNOWN',
        fix: 'Put one into the route first: route: connected',
      })
    }
    for (const one of probes) push(livechat, robot, one, cause)
  },
})
