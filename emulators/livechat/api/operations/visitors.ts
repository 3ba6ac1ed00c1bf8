import { z } from 'zod'
import { SAMPLE_NAME } from '../../desk/files.ts'
import { closeSession, openSession } from '../../desk/lifecycle.ts'
import { visitorGiven } from '../../desk/people.ts'
import { speakAsVisitor } from '../../desk/speak.ts'
import type { Session } from '../../desk/sessions.ts'
import { leaveQueue, startTransfer } from '../../desk/transfer.ts'
import { showEvent } from '../../desk/view.ts'
import type { Livechat } from '../../livechat.ts'
import { refuse, type Refusal } from '../errors.ts'
import { operation } from '../operation.ts'

const SDK = 'https://github.com/ti-net/clink-sdk/tree/master/clink-serversdk/src/main/java/com/tinet/clink/livechat'

const id = z.string().min(1)
const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
const inSession = z.looseObject({ sessionId: id })

/** The open session of a call, or the refusal. */
export function findSession({ sessions }: Livechat, sessionId: string): Session | Refusal {
  const session = sessions.withId(sessionId)
  if (session === undefined || session.state === 'closed')
    return refuse('ResourceNotFound', `there is no open session ${sessionId}`)
  return session
}

const isSession = (found: Session | Refusal): found is Session => 'party' in found

const openVisitorSession = operation({
  id: 'livechat.visitor.open-session',
  verb: 'POST',
  path: '/livechat/chat_visitor_open_session',
  summary: 'A visitor opens a session.',
  body: z.looseObject({
    visitorId: id,
    visitorName: z.string().optional(),
    visitorExtraInfo: fields.default({}),
    customerFields: fields.default({}),
  }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ['MissingParameter', 'InvalidParameter'],
  run(livechat, { body, call }) {
    const { visitorId, visitorName = visitorId, visitorExtraInfo, customerFields } = body
    const party = visitorGiven(livechat, { visitorId, visitorName, visitorExtraInfo, customerFields })
    const { id: sessionId, startedAt } = openSession(livechat, party, call.entry.seq)
    return { sessionId, startTime: Math.round(startedAt) }
  },
})

/** Numbers of the visitor side: https://github.com/ti-net-project/OnlineSDK-iOS */
const VISITOR_TEXT = 1
const VISITOR_IMAGE = 2

const speakToClient = operation({
  id: 'livechat.visitor.message',
  verb: 'POST',
  path: '/livechat/chat_message_to_client',
  summary: 'A visitor says something: a text (1) or a picture (2); other kinds are not pushed.',
  multipart: true,
  body: z.looseObject({
    sessionId: id,
    messageType: z.coerce.number().int().positive(),
    content: z.string().optional(),
    fileUrl: z.string().optional(),
    fileName: z.string().optional(),
  }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ['MissingParameter', 'InvalidParameter', 'ResourceNotFound'],
  run(livechat, { body, call, file }) {
    const session = findSession(livechat, body.sessionId)
    if (!isSession(session)) return session
    const { seq } = call.entry
    const { messageType, content, fileUrl } = body
    if (messageType === VISITOR_TEXT && (content === undefined || content === ''))
      return refuse('MissingParameter', 'content is required')
    if (messageType === VISITOR_IMAGE && fileUrl === undefined && file === undefined)
      return refuse('MissingParameter', 'fileUrl or a file is required')
    const name = body.fileName ?? file?.name ?? SAMPLE_NAME
    if (messageType === VISITOR_TEXT) speakAsVisitor(livechat, session, { kind: 'text', text: content ?? '' }, seq)
    else if (messageType === VISITOR_IMAGE)
      speakAsVisitor(livechat, session, { kind: 'image', name, url: fileUrl, data: file?.data }, seq)
    else speakAsVisitor(livechat, session, { kind: `type ${messageType}`, text: content ?? name }, seq)
    return {
      sessionId: session.id,
      messageId: livechat.world.random.uuid(),
      sendStatus: 1,
      createTime: Math.round(livechat.world.clock.now()),
    }
  },
})

const askForHuman = operation({
  id: 'livechat.visitor.transfer',
  verb: 'POST',
  path: '/livechat/chat_robot_transfer',
  summary: 'A visitor at the robot asks for a human.',
  body: inSession,
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ['MissingParameter', 'InvalidParameter', 'ResourceNotFound'],
  run(livechat, { body, call }) {
    const session = findSession(livechat, body.sessionId)
    if (!isSession(session)) return session
    if (session.state !== 'robot')
      return refuse('InvalidParameter', `the visitor is not at the robot but: ${session.state}`)
    startTransfer(livechat, session, { by: 'visitor', data: {} }, call.entry.seq)
    return {}
  },
})

const quitQueue = operation({
  id: 'livechat.visitor.quit-queue',
  verb: 'POST',
  path: '/livechat/chat_quit_queue',
  summary: 'A visitor gives up waiting.',
  body: inSession,
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ['MissingParameter', 'InvalidParameter', 'ResourceNotFound'],
  run(livechat, { body, call }) {
    const session = findSession(livechat, body.sessionId)
    if (!isSession(session)) return session
    if (session.state !== 'queue') return refuse('InvalidParameter', 'the visitor does not wait in a queue')
    leaveQueue(livechat, session, call.entry.seq)
    return {}
  },
})

const closeVisitorSession = operation({
  id: 'livechat.visitor.close-session',
  verb: 'POST',
  path: '/livechat/chat_visitor_close_session',
  summary: 'A visitor closes the chat.',
  body: inSession,
  rows: ['L-19', 'L-69'],
  source: SDK,
  certainty: 'sdk',
  errors: ['MissingParameter', 'InvalidParameter', 'ResourceNotFound'],
  run(livechat, { body, call }) {
    const session = findSession(livechat, body.sessionId)
    if (!isSession(session)) return session
    closeSession(livechat, session, 'the visitor left', call.entry.seq)
    return {}
  },
})

const submitInvestigation = operation({
  id: 'livechat.visitor.investigation',
  verb: 'POST',
  path: '/livechat/chat_submit_investigation',
  summary: 'A visitor says how content they are.',
  body: z.looseObject({ sessionId: id, options: z.array(z.unknown()).default([]), remark: z.string().default('') }),
  rows: ['L-19'],
  source: SDK,
  certainty: 'sdk',
  errors: ['MissingParameter', 'InvalidParameter', 'ResourceNotFound'],
  run(livechat, { body, call }) {
    // Visitors answer after the chat is closed, too.
    const session = livechat.sessions.withId(body.sessionId)
    if (session === undefined) return refuse('ResourceNotFound', `there is no session ${body.sessionId}`)
    showEvent(livechat, session, 'chatInvestigation', body.remark, call.entry.seq, { options: body.options })
    return {}
  },
})

export const visitorOperations = [
  openVisitorSession,
  speakToClient,
  askForHuman,
  quitQueue,
  closeVisitorSession,
  submitInvestigation,
]
