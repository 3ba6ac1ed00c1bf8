import type { FastifyReply } from 'fastify'
import type { OpenChannel } from '../channel.ts'
import { createWeChatApi } from './api.ts'
import { createWeChatConversations } from './conversation.ts'
import { answerVerification, openPush } from './envelope.ts'
import { SILENT } from './replies.ts'
import { createServiceMessages } from './service-messages.ts'
import type { WeChatSettings } from './settings.ts'
import type { Delivery } from './turn.ts'

/** A push is a few kilobytes; whatever is larger does not come from WeChat. */
const MAX_BODY_BYTES = 64 * 1024

/** The WeChat Official Account: GET and POST /wechat. */
export const openChannel: OpenChannel<WeChatSettings> = async (server, context, settings) => {
  const service = settings.serviceMessages
    ? createServiceMessages(createWeChatApi(settings, context.log), context.log)
    : undefined
  const conversations = createWeChatConversations(context, settings, context.openAccepted('wechat'), service)

  // The signature is over the bytes as they came, and the Content-Type of a push (`text/xml`, no charset) tells nothing.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  )

  server.get('/wechat', async (request, reply) => {
    const echo = answerVerification(settings, request.query)
    return reply.type('text/plain; charset=utf-8').send(echo)
  })

  // The handler returns before the answer is there: it is given by whoever is first, the work or the clock.
  server.post('/wechat', (request, reply) => {
    const { push, seal } = openPush(settings, request.query, typeof request.body === 'string' ? request.body : '')
    conversations.receive(push, deliveryOf(reply, seal))
  })

  conversations.resume()
  return { close: () => conversations.settled() }
}

function deliveryOf(reply: FastifyReply, seal: (xml: string) => string): Delivery {
  const over = new Promise<boolean>((resolve) => {
    reply.raw.once('close', () => resolve(reply.raw.writableFinished))
  })
  return {
    over,
    async answer(body) {
      if (body === SILENT) reply.type('text/plain; charset=utf-8').send(SILENT)
      else reply.type('text/xml; charset=utf-8').send(seal(body))
      return over
    },
  }
}
