import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { closeSession } from '../desk/lifecycle.ts'
import type { Session } from '../desk/sessions.ts'
import { bridge, endAgent, failTransfer, leaveQueue, startTransfer } from '../desk/transfer.ts'
import { showAgentMessage } from '../desk/view.ts'
import type { Livechat } from '../livechat.ts'
import { who } from './send.ts'

const chatObject = z.strictObject({ chat: who.describe('The visitor or group whose session it is; default alice') })

/** The name of a visitor or group, or `true` for the usual one. */
const chat = z.union([
  z.literal(true).transform(() => chatObject.parse({})),
  z.string().transform((name) => chatObject.parse({ chat: name })),
  z.lazy(() => chatObject),
])

/** @throws CaipaiError `LIVECHAT_SESSION_MISSING` when the visitor has no open session, or it is elsewhere */
function openSessionOf(livechat: Livechat, name: string, states?: readonly Session['state'][]): Session {
  const session = livechat.sessions.current(name)
  if (session !== undefined && (states === undefined || states.includes(session.state))) return session
  const open = livechat.sessions.open().map((one) => `${one.party.key} (${one.state})`)
  throw new CaipaiError(`${name} has no session${states === undefined ? '' : ` in state ${states.join(' or ')}`}`, {
    code: 'LIVECHAT_SESSION_MISSING',
    fix: open.length === 0 ? 'Let them send something first.' : `Open sessions: ${open.join(', ')}`,
  })
}

export const close = act({
  summary: 'The visitor closes the chat; a push under way is aborted.',
  input: chat,
  rows: ['L-69'],
  summarise: (input) => `${input.chat} closes the chat`,
  run(livechat: Livechat, input, cause) {
    closeSession(livechat, openSessionOf(livechat, input.chat), 'the visitor left', cause)
  },
})

export const quit = act({
  summary: 'The visitor gives up waiting in the queue, or leaves the robot.',
  input: chat,
  rows: ['L-69'],
  summarise: (input) => `${input.chat} quits`,
  run(livechat: Livechat, input, cause) {
    leaveQueue(livechat, openSessionOf(livechat, input.chat), cause)
  },
})

export const askForHuman = act({
  summary: 'The visitor asks for a human by the button of the chat window, not by words.',
  input: chat,
  rows: ['L-69'],
  summarise: (input) => `${input.chat} asks for a human`,
  run(livechat: Livechat, input, cause) {
    const session = openSessionOf(livechat, input.chat, ['robot'])
    startTransfer(livechat, session, { by: 'visitor', data: {} }, cause)
  },
})

const takeOverObject = z.strictObject({
  chat: who.describe('The visitor or group; default alice'),
  agent: z.string().min(1).optional().describe('Number of the agent'),
})

export const takeOver = act({
  summary: 'An agent takes the visitor: out of the queue, or away from the robot while it is at work.',
  input: z.union([
    z.literal(true).transform(() => takeOverObject.parse({})),
    z.string().transform((name) => takeOverObject.parse({ chat: name })),
    z.lazy(() => takeOverObject),
  ]),
  rows: ['L-66', 'L-69'],
  summarise: (input) => `an agent takes ${input.chat}`,
  run(livechat: Livechat, input, cause) {
    bridge(livechat, openSessionOf(livechat, input.chat, ['queue', 'robot']), input.agent, cause)
  },
})

const agentSaysObject = z.strictObject({ chat: who, text: z.string() })

export const agentSays = act({
  summary: 'The agent writes to the visitor.',
  input: z.union([z.string().transform((text) => agentSaysObject.parse({ text })), z.lazy(() => agentSaysObject)]),
  rows: ['L-66'],
  summarise: (input) => `the agent: ${input.text}`,
  run(livechat: Livechat, input, cause) {
    const session = openSessionOf(livechat, input.chat, ['agent'])
    showAgentMessage(livechat, session, session.agent ?? '', input.text, cause)
  },
})

export const agentEnds = act({
  summary: 'The agent ends the conversation; the session closes or goes back to the robot, as the settings say.',
  input: chat,
  rows: ['L-66'],
  summarise: (input) => `the agent ends with ${input.chat}`,
  run(livechat: Livechat, input, cause) {
    endAgent(livechat, openSessionOf(livechat, input.chat, ['agent']), cause)
  },
})

const queueFailsObject = z.strictObject({
  chat: who,
  reason: z
    .string()
    .min(1)
    .default('排队超时')
    .describe(
      'Told to the robot as `user_transferFailReason`: 座席不在线, 排队已满, 排队超时, 非工作时间, or any text',
    ),
})

export const queueFails = act({
  summary: 'Waiting in the queue comes to nothing: the visitor is back at the robot, which learns the reason.',
  input: z.union([
    z.literal(true).transform(() => queueFailsObject.parse({})),
    z.string().transform((reason) => queueFailsObject.parse({ reason })),
    z.lazy(() => queueFailsObject),
  ]),
  rows: ['L-66', 'L-67'],
  summarise: (input) => `${input.chat} waits in vain: ${input.reason}`,
  run(livechat: Livechat, input, cause) {
    const session = openSessionOf(livechat, input.chat, ['queue'])
    failTransfer(livechat, session, input.reason, { by: 'gateway' }, cause)
  },
})
