import { TOPIC_AI_GRAPH_API, TOPIC_ROBOT } from 'dingtalk-stream/constants'
import type { OpenChannel } from '../channel.ts'
import { describeError } from '../log.ts'
import type { Log } from '../log.ts'
import { createDingTalkApi } from './api.ts'
import { whyNotFromDingTalk } from './callback.ts'
import { createDingTalkConversations } from './conversation.ts'
import type { DingTalkConversations } from './conversation.ts'
import { RobotMessage } from './message.ts'
import type { DingTalkSettings } from './settings.ts'
import { readSkillCall } from './skill.ts'
import { keepConnected } from './stream.ts'
import type { Listeners } from './stream.ts'

/** How long the start waits for the first connection, in milliseconds, before it goes on without one. Fastify allows 10 s. */
const FIRST_CONNECTION_MS = 8000

/** DingTalk's robot and AI assistant: a Stream connection, or POST /dingtalk, or both. */
export const openChannel: OpenChannel<DingTalkSettings> = async (server, context, settings) => {
  const { log, stopping } = context
  const api = createDingTalkApi(settings)
  const conversations = createDingTalkConversations(context, settings, api, context.openAccepted('dingtalk'))

  if (settings.http) {
    server.post('/dingtalk', async (request, reply) => {
      const reason = whyNotFromDingTalk(request.headers, settings.clientSecret)
      if (reason !== undefined) {
        log('warn', 'a callback that is not from DingTalk was refused', { reason })
        return reply.code(403).send({ errcode: 403, errmsg: reason })
      }
      const message = RobotMessage.safeParse(request.body)
      if (!message.success) {
        log('warn', 'a callback is not understood', {
          problems: message.error.issues.map((issue) => issue.path.join('.')),
        })
        return reply.code(400).send({ errcode: 400, errmsg: 'not a robot message' })
      }
      conversations.hear(message.data)
      // The answer comes by webhook: this response would have to wait for it.
      return { msgtype: 'empty' }
    })
  }

  const keeper = settings.stream ? keepConnected(settings, listenersFor(conversations, log), log, stopping) : undefined
  conversations.resume()
  await keeper?.connected(FIRST_CONNECTION_MS)

  return {
    async close() {
      await conversations.settled()
      await keeper?.closed()
    },
  }
}

/**
 * DingTalk sends a frame again that is not acknowledged within a minute, and never one that is. So each is written down, then
 * acknowledged, then worked on: a process that is killed in between loses nothing.
 */
function listenersFor(conversations: DingTalkConversations, log: Log): Listeners {
  function take<Heard>(topic: string, read: () => Heard, hear: (heard: Heard) => void, acknowledge: () => void): void {
    let heard: Heard
    try {
      heard = read()
    } catch (error) {
      log('error', 'a frame is not understood', { topic, error: describeError(error) })
      // It would come again as it is.
      acknowledge()
      return
    }
    try {
      hear(heard)
    } catch (error) {
      log('error', 'a frame was not taken, and is left to come again', { topic, error: describeError(error) })
      return
    }
    acknowledge()
  }
  return {
    [TOPIC_ROBOT]: (frame, connection) => {
      const read = () => RobotMessage.parse(JSON.parse(frame.data))
      take(TOPIC_ROBOT, read, conversations.hear, () => {
        connection.socketCallBackResponse(frame.headers.messageId, null)
      })
    },
    [TOPIC_AI_GRAPH_API]: (frame, connection) => {
      const statusLine = { code: 200, reasonPhrase: 'OK' }
      const headers = { 'content-type': 'application/json' }
      take(
        TOPIC_AI_GRAPH_API,
        () => readSkillCall(frame.data),
        conversations.hearSkill,
        () => {
          connection.sendGraphAPIResponse(frame.headers.messageId, { response: { statusLine, headers, body: '{}' } })
        },
      )
    },
  }
}
