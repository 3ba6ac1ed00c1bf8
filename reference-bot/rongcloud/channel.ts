import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OpenChannel } from '../channel.ts'
import { createRongCloudApi } from './api.ts'
import { createRongCloudConversations } from './conversation.ts'
import { BotWebhook, MessageToSend, RoutedMessage } from './message.ts'
import type { RongCloudSettings } from './settings.ts'
import { isFromRongCloud } from './signature.ts'

const SuggestionRequest = z.object({ userId: z.string().min(1).max(64), targetId: z.string().min(1).max(64) })

/** RongCloud: POST /rongcloud/route (message routing), /rongcloud/bot (bot webhook), /rongcloud/pre-send (moderation), and /rongcloud/suggest for the app's clients. */
export const openChannel: OpenChannel<RongCloudSettings> = async (server, context, settings) => {
  const { log } = context
  const api = createRongCloudApi(settings, log)
  const conversations = createRongCloudConversations(context, settings, api, context.openAccepted('rongcloud'))

  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )

  const refuseForgeries = async (request: FastifyRequest, reply: FastifyReply) => {
    if (isFromRongCloud(request.query, request.headers, settings.appSecret)) return
    log('warn', 'a callback that is not from RongCloud was refused')
    await reply.code(401).type('text/plain').send('signature does not match')
  }
  const genuine = { preHandler: refuseForgeries }
  /** Answers at once; the work comes after. */
  const callback = (read: (body: unknown) => RoutedMessage) => async (request: FastifyRequest, reply: FastifyReply) => {
    conversations.take(read(request.body))
    return reply.type('text/plain').send('ok')
  }
  const readAs = <Value>(schema: z.ZodType<Value>, body: unknown): Value => {
    const read = schema.safeParse(body)
    if (read.success) return read.data
    const fields = read.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw Object.assign(new Error(`not understood: ${fields}`), { statusCode: 400 })
  }
  server.post(
    '/rongcloud/route',
    genuine,
    callback((body) => readAs(RoutedMessage, body)),
  )
  server.post(
    '/rongcloud/bot',
    genuine,
    callback((body) => readAs(BotWebhook, body).data),
  )

  // RongCloud waits 3 s for this, and then lets everything through: nothing is looked up here.
  server.post('/rongcloud/pre-send', genuine, async (request) => {
    const { content } = readAs(MessageToSend, request.body)
    return { pass: settings.blockedWords.some((word) => content.includes(word)) ? 0 : 1 }
  })

  if (settings.serveSuggestions) {
    server.post('/rongcloud/suggest', async (request) => {
      const { userId, targetId } = readAs(SuggestionRequest, request.body)
      const suggestions = await api.suggest(userId, targetId)
      return { suggestions: suggestions.map((texts) => ({ messages: texts.map((content) => ({ content })) })) }
    })
  }

  conversations.resume()
  return { close: () => conversations.settled() }
}
