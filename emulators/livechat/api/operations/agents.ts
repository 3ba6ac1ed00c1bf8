import { z } from 'zod'
import { bridge, endAgent } from '../../desk/transfer.ts'
import { showAgentMessage, showUnsolicited } from '../../desk/view.ts'
import { remarkOn } from '../../remarks/tell.ts'
import { refuse } from '../errors.ts'
import { operation } from '../operation.ts'
import { findSession } from './visitors.ts'

const SDK = 'https://github.com/ti-net/clink-sdk/tree/master/clink-serversdk/src/main/java/com/tinet/clink/livechat'
const ERRORS = ['MissingParameter', 'InvalidParameter', 'ResourceNotFound'] as const

const id = z.string().min(1)
const unknownAgent = (cno: string): ReturnType<typeof refuse> =>
  refuse('ResourceNotFound', `agent ${cno} is not logged in`)

const login = operation({
  id: 'livechat.agent.login',
  verb: 'POST',
  path: '/livechat/chat_client_login',
  summary: 'An agent logs in.',
  body: z.looseObject({ cno: id, chatLimitNumber: z.coerce.number().int().positive().default(10) }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run({ agents }, { body }) {
    agents.login(body.cno, body.chatLimitNumber)
    return {}
  },
})

const logout = operation({
  id: 'livechat.agent.logout',
  verb: 'POST',
  path: '/livechat/chat_client_logout',
  summary: 'An agent logs out.',
  body: z.looseObject({ cno: id }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run({ agents }, { body }) {
    if (agents.get(body.cno) === undefined) return unknownAgent(body.cno)
    agents.logout(body.cno)
    return {}
  },
})

const changeStatus = operation({
  id: 'livechat.agent.status',
  verb: 'POST',
  path: '/livechat/chat_client_status_change',
  summary: 'An agent becomes idle (1) or busy (2).',
  body: z.looseObject({ cno: id, status: z.union([z.literal(1), z.literal(2)]) }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run({ agents }, { body }) {
    const agent = agents.get(body.cno)
    if (agent === undefined) return unknownAgent(body.cno)
    agent.idle = body.status === 1
    return {}
  },
})

const openAgentSession = operation({
  id: 'livechat.agent.open-session',
  verb: 'POST',
  path: '/livechat/chat_client_open_session',
  summary: 'An agent takes a visitor.',
  body: z.looseObject({ cno: id, sessionId: id }),
  rows: ['L-19', 'L-69'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run(livechat, { body, call }) {
    const session = findSession(livechat, body.sessionId)
    if (!('party' in session)) return session
    if (livechat.agents.get(body.cno) === undefined) return unknownAgent(body.cno)
    bridge(livechat, session, body.cno, call.entry.seq)
    const { visitorId } = session.party
    return { sessionId: session.id, visitorId, startTime: Math.round(livechat.world.clock.now()) }
  },
})

const closeAgentSession = operation({
  id: 'livechat.agent.close-session',
  verb: 'POST',
  path: '/livechat/chat_client_close_session',
  summary: 'An agent ends the conversation.',
  body: z.looseObject({ sessionId: id }),
  rows: ['L-19', 'L-66'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run(livechat, { body, call }) {
    const session = findSession(livechat, body.sessionId)
    if (!('party' in session)) return session
    if (session.state !== 'agent') return refuse('InvalidParameter', 'no agent has the visitor')
    endAgent(livechat, session, call.entry.seq)
    return {}
  },
})

/** Senders as the server API numbers them: https://github.com/ti-net/clink-sdk */
const AGENT = 1
const ROBOT = 3

const speakToVisitor = operation({
  id: 'livechat.agent.message',
  verb: 'POST',
  path: '/livechat/chat_message_to_visitor',
  summary: 'A message to a visitor, by an agent (senderType 1). Whether a robot (3) may do so is not documented.',
  body: z.looseObject({
    sessionId: id,
    cno: z.string().optional(),
    senderType: z.coerce.number().int().default(AGENT),
    messageType: z.coerce.number().int().positive(),
    content: z.string().optional(),
    fileName: z.string().optional(),
  }),
  rows: ['L-19', 'L-77'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run(livechat, { body, call }) {
    const session = findSession(livechat, body.sessionId)
    if (!('party' in session)) return session
    const { seq } = call.entry
    const text = body.content ?? body.fileName ?? ''
    if (body.senderType === ROBOT) {
      remarkOn(livechat, 'robot-message-unsolicited', {}, session.party.key, seq)
      if (livechat.settings.profile === 'strict')
        return refuse('InvalidParameter', 'senderType 3 is not documented for this call')
      showUnsolicited(livechat, session, text, seq)
    } else showAgentMessage(livechat, session, body.cno ?? session.agent ?? '', text, seq)
    return {
      sessionId: session.id,
      messageId: livechat.world.random.uuid(),
      sendStatus: 1,
      createTime: Math.round(livechat.world.clock.now()),
    }
  },
})

const queueStatus = operation({
  id: 'livechat.queue.status',
  verb: 'GET',
  path: '/livechat/chat_queue_status',
  summary: 'How many agents and waiting visitors the queues have; `qnos` names them, separated by commas.',
  body: z.looseObject({ qnos: z.string().optional() }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ERRORS,
  run({ settings, agents, sessions }, { body }) {
    const wanted = body.qnos?.split(',').map((number) => number.trim())
    const present = agents.list()
    const waiting = sessions.open().filter((session) => session.state === 'queue')
    const data = Object.entries(settings.queues)
      .filter(([number]) => wanted === undefined || wanted.includes(number))
      .map(([qno, { name }]) => ({
        qno,
        name,
        idle: present.filter((agent) => agent.idle).length,
        login: present.length,
        total: present.length,
        queuedCount: waiting.filter((session) => session.queue === qno).length,
        clients: present.map(({ cno, idle }) => ({ cno, status: idle ? 1 : 2 })),
      }))
    return { data }
  },
})

export const agentOperations = [
  login,
  logout,
  changeStatus,
  openAgentSession,
  closeAgentSession,
  speakToVisitor,
  queueStatus,
]
