import { asCustomRobot, rehearsal, SEND } from './dingtalk-scenarios.ts'
import type { Mutant } from './mutant.ts'

const CHANNEL = 'reference-bot/dingtalk/channel.ts'
const ROBOT = 'reference-bot/dingtalk/robot-surface.ts'

const STREAM = 'robot.mode: stream, model: [{ says: 好的 }]'
const HTTP = 'robot.mode: http, model: [{ says: 好的 }]'
const GROUP = '{ group: ops, text: 在吗 }'

const SIGNED_ONCE = `await (globalThis.signed ??= (async () => {
  const { createHmac } = await import('node:crypto')
  const timestamp = Date.now()
  const sign = createHmac('sha256', 'SECcaipai').update(timestamp + '\\nSECcaipai').digest('base64')
  return '&timestamp=' + timestamp + '&sign=' + encodeURIComponent(sign)
})())`

/** The reference bot with one fault in whom it trusts, what it signs and what it shows each. */
export const dingtalkTrustMutants: readonly Mutant[] = [
  {
    rule: 'dingtalk/waits-out-the-block',
    about: 'answers groups as a custom robot, and goes on when that is blocked',
    of: ROBOT,
    replace: SEND,
    by: asCustomRobot("''"),
    scenario: rehearsal(
      `${STREAM}, customRobot.perMinute: 1`,
      ...[1, 2, 3, 4, 5].map((n) => `send: { group: ops, text: 在吗${n} }`),
    ),
    says: /^A custom robot was blocked with 130101 send too fast, exceed \d+ times per minute, and sent 3 more messages in the/,
  },
  {
    rule: 'dingtalk/signs-every-call',
    about: 'answers groups as a custom robot, with a sign that was made once',
    of: ROBOT,
    replace: SEND,
    by: asCustomRobot(SIGNED_ONCE),
    scenario: rehearsal(
      `${STREAM}, customRobots: [{ secret: SECcaipai }]`,
      `send: ${GROUP}`,
      'advance: 3s',
      `send: ${GROUP}`,
    ),
    says: /^Two calls of \/robot\/send that lie \d+(?:\.\d)? s apart carry the same timestamp and sign\.$/,
  },
  {
    rule: 'dingtalk/ignores-forgeries',
    about: 'checks neither sign nor timestamp',
    of: CHANNEL,
    replace: 'if (reason !== undefined) {',
    by: 'if (false) {',
    scenario: rehearsal(HTTP, 'forge: { wrong: sign }'),
    says: /^A forged callback \(sign\) was taken for a message, and the model was asked about it\.$/,
  },
  {
    rule: 'dingtalk/ignores-forgeries',
    about: 'takes a right sign of yesterday',
    of: 'reference-bot/dingtalk/callback.ts',
    replace: '|| Math.abs(now - Number(timestamp)) > HOUR_MS',
    by: '',
    scenario: rehearsal(HTTP, 'forge: { wrong: stale }'),
    says: /^A forged callback \(stale\) was taken for a message, and the model was asked about it\.$/,
  },
  {
    rule: 'dingtalk/keeps-its-secrets',
    about: 'shows where it answers to',
    of: ROBOT,
    replace: 'content: `${mention} ${part.text}`.trimStart()',
    by: 'content: `${mention} ${part.text} (${message.sessionWebhook})`.trimStart()',
    scenario: rehearsal(STREAM, 'send: 在吗'),
    says: /^alice was shown the sessionWebhook, by session-webhook\.$/,
  },
]
