import { answered, rehearsal } from './dingtalk-scenarios.ts'
import type { Mutant } from './mutant.ts'

const CHANNEL = 'reference-bot/dingtalk/channel.ts'
const STREAM = 'reference-bot/dingtalk/stream.ts'

const given = 'robot.mode: stream, model: [{ says: 好的 }]'
const SEEN = answered()
const text = rehearsal(given, 'send: 在吗', SEEN)
const twice = rehearsal(given, 'send: 在吗', answered('', '3m'), 'send: 还在吗', answered('', '3m'))
const longer = rehearsal(given, 'send: 在吗', SEEN, 'advance: 61s', 'advance: 61s')
const dropped = rehearsal(
  given,
  'drop-connections: true',
  'expect: { call: dingtalk.gateway.connect, within: 60s }',
  'drop-connections: true',
  'expect: { call: dingtalk.gateway.connect, within: 60s }',
  'send: 在吗',
  SEEN,
)

const ACK = 'connection.socketCallBackResponse(frame.headers.messageId, null)'
const frame = (code: number, data: string): string =>
  `JSON.stringify({ code: ${code}, message: 'OK', headers: { contentType: 'application/json', messageId: frame.headers.messageId }, data: ${data} })`
/** Writes on the socket of the official client what that would not. */
const written = (frame: string): string => `Reflect.get(connection, 'socket').send(${frame})`

/** The reference bot with one fault in how it keeps its connection each. */
export const dingtalkStreamMutants: readonly Mutant[] = [
  {
    rule: 'dingtalk/ack-late',
    about: 'acknowledges when its answer is sent, which takes long',
    of: CHANNEL,
    replace: ACK,
    by: `setTimeout(() => void conversations.settled().then(() => ${ACK}), 0)`,
    scenario: rehearsal(
      given,
      'fault: { operation: dingtalk.robot.sendBySession, delayMs: 70000 }',
      'send: 人工',
      'expect: { reply: { contains: 人工 }, within: 2m }',
    ),
    says: /^The ACK of a frame \(\/v1\.0\/im\/bot\/messages\/get\) came after 70\.\d s; the limit was 60(?:\.0)? s\.$/,
  },
  {
    rule: 'dingtalk/ack-missing',
    about: 'leaves acknowledging to the SDK, which does not',
    of: CHANNEL,
    replace: ACK,
    by: '',
    scenario: longer,
    says: /^A frame \(\/v1\.0\/im\/bot\/messages\/get\) was given up: no ACK within 60000 ms\.$/,
  },
  {
    rule: 'dingtalk/ack-refused',
    of: CHANNEL,
    replace: ACK,
    by: written(frame(500, "'{}'")),
    scenario: text,
    says: /^The bot answered a frame \(\/v1\.0\/im\/bot\/messages\/get\) with code 500 OK; it counts as received/,
  },
  {
    rule: 'dingtalk/ack-data-unencoded',
    of: CHANNEL,
    replace: ACK,
    by: written(frame(200, '{ response: null }')),
    scenario: text,
    says: /^The data of an ACK is not a string\.$/,
  },
  {
    rule: 'dingtalk/reply-in-ack',
    of: CHANNEL,
    replace: ACK,
    by: ACK.replace('null', "{ msgtype: 'text', text: { content: '好的' } }"),
    scenario: text,
    says: /^The bot put a message into the ACK of a robot message; nobody reads it there\.$/,
  },
  {
    rule: 'dingtalk/frame-unreadable',
    of: CHANNEL,
    replace: ACK,
    by: `${written("'OK'")}, ${ACK}`,
    scenario: text,
    says: /^The bot sent a frame that cannot be read: /,
  },
  {
    rule: 'dingtalk/no-subscriber',
    about: 'subscribes to the topic of hosted messages alone',
    of: CHANNEL,
    replace: '[TOPIC_ROBOT]: (frame, connection)',
    by: "['/v1.0/im/bot/messages/delegate']: (frame, connection)",
    scenario: text,
    says: /^A push of \/v1\.0\/im\/bot\/messages\/get was dropped: the bot is connected, but subscribes only to .*delegate/,
  },
  {
    rule: 'dingtalk/ghost-connection',
    about: 'leaves a connection open that nobody listens on',
    of: STREAM,
    replace: 'await connection.open()',
    by: `await connection.open()
      const deaf = Object.fromEntries(Object.keys(listeners).map((topic) => [topic, () => undefined]))
      await new Connection(settings, deaf).open()`,
    scenario: twice,
    says: /^2 connections of this client id are open\. One of them has answered none of its 1 frames/,
  },
  {
    rule: 'dingtalk/disconnect-ignored',
    about: 'waits until the connection is closed',
    of: STREAM,
    replace: "if (frame.headers.topic === 'disconnect') this.#retire()",
    by: '',
    scenario: rehearsal(
      given,
      'disconnect: true',
      'advance: 11s',
      'expect: { call: dingtalk.gateway.connect, within: 60s }',
      'send: 在吗',
      SEEN,
    ),
    says: /^The bot did not ask for another connection in the 10 s between SYSTEM disconnect and the end/,
  },
  {
    rule: 'dingtalk/ticket-reused',
    about: 'asks for an endpoint once',
    of: STREAM,
    replace: "const answer = await requestJson(this.#settings.apiBase + OPEN, { method: 'POST', body, headers })",
    by: `globalThis.asked = (globalThis.asked ?? 0) + 1
    const answer = globalThis.asked === 3 ? globalThis.answer : await requestJson(this.#settings.apiBase + OPEN, { method: 'POST', body, headers })
    globalThis.answer = answer`,
    scenario: dropped,
    says: /^The bot tried to connect with a ticket that had opened a connection before\.$/,
  },
  {
    rule: 'dingtalk/reconnect-storm',
    about: 'closes what it has opened, again and again',
    of: STREAM,
    replace: 'await Promise.race([connection.over, stopped])',
    by: `if ((globalThis.rounds ??= 99) > 30) {
        await Promise.race([connection.over, stopped])
        globalThis.rounds = 0
      } else globalThis.rounds += 1`,
    env: { DINGTALK_RETRY_MS: '0' },
    scenario: rehearsal(given, 'drop-connections: true', 'advance: 1s', 'send: 在吗', SEEN),
    says: /^The bot has called connections\/open \d\d times within a minute\.$/,
  },
  {
    rule: 'dingtalk/credentials-padded',
    about: 'reads the secret anew from a file that ends with a line break',
    of: STREAM,
    replace: 'const { clientId, clientSecret, subscriptions } = this.config',
    by: `const { clientId, subscriptions } = this.config
    const clientSecret = this.config.clientSecret + (globalThis.asked === 1 ? '\\n' : '')
    globalThis.asked = (globalThis.asked ?? 0) + 1`,
    scenario: dropped,
    says: /^clientSecret has blanks around it; without them it would be right\.$/,
  },
  {
    rule: 'dingtalk/accept-missing',
    of: STREAM,
    replace: "const headers = { accept: 'application/json' }",
    by: 'const headers = {}',
    scenario: dropped,
    says: /^connections\/open was called with Accept: \*\/\*; the real gateway answers XML then\.$/,
  },
  {
    rule: 'dingtalk/ping-unanswered',
    of: STREAM,
    replace: 'super.onSystem(frame)',
    by: "if (frame.headers.topic !== 'ping') super.onSystem(frame)",
    scenario: longer,
    says: /^A SYSTEM ping had no answer when the next one was due\.$/,
  },
]
