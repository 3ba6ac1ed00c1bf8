import { randomUUID } from 'node:crypto'
import { FALLBACK } from '../answers/assistant.ts'
import type { Asked } from '../answers/assistant.ts'
import type { Context } from '../channel.ts'
import { conversationKey } from '../conversation/history.ts'
import { describeError } from '../log.ts'
import type { StreamEvent } from './event-stream.ts'
import type { Message } from './messages.ts'
import { streamFormat, textMessage } from './messages.ts'
import type { Push } from './push.ts'
import { reactionTo } from './reactions.ts'
import type { LivechatSettings } from './settings.ts'

/** What a visitor sees when the bot stops while it answers. */
export const RESTARTING = '服务正在重启，请稍后再问一次。'

/** The answer to a push whose `responseMode` is `blocking`. */
export interface BlockingAnswer {
  readonly status: 200
  readonly code: 'success'
  readonly data: {
    readonly conversationId: string
    readonly answers: readonly (
      | { readonly answerType: 'message'; readonly answerContent: Message }
      | { readonly answerType: 'action'; readonly answerContent: { actionType: 'TRANSFER_HUMAN'; actionData: object } }
    )[]
    readonly metadata: object
  }
}

/** Answers pushes in both modes. A stopped answer ends early and without a word, except when it is the bot that stops. */
export interface LivechatAnswering {
  block(push: Push, signal: AbortSignal): AsyncGenerator<BlockingAnswer, void>
  stream(push: Push, signal: AbortSignal): AsyncGenerator<StreamEvent, void>
}

export function createAnswering(context: Context, settings: LivechatSettings): LivechatAnswering {
  const { assistant, log, stopping } = context

  /** A visitor's question. A group shares its conversation id, but what one member said is not for the others. */
  const question = (push: Push, conversationId: string, text: string, onHandOver: (group?: string) => void) => ({
    conversation: conversationKey('livechat', push.robotId, conversationId, push.sender ?? push.visitorId),
    text,
    onHandOver,
  })

  const answerInTime = async (asked: Omit<Asked, 'signal'>, signal: AbortSignal): Promise<string> => {
    const tooLate = AbortSignal.timeout(settings.blockingMs)
    try {
      return await assistant.answer({ ...asked, signal: AbortSignal.any([signal, stopping, tooLate]) })
    } catch (error) {
      if (stopping.aborted) return RESTARTING
      if (!tooLate.aborted) throw error
      log('warn', 'no answer in time', { conversation: asked.conversation, afterMs: settings.blockingMs })
      return FALLBACK
    }
  }

  const block = async function* (push: Push, signal: AbortSignal): AsyncGenerator<BlockingAnswer, void> {
    const conversationId = push.conversationId ?? randomUUID()
    const reaction = reactionTo(push)
    let transfer = reaction.kind === 'say' && reaction.transfer
    let queue: string | undefined
    const onHandOver = (group?: string) => {
      transfer = true
      queue = group
    }
    const messages =
      reaction.kind === 'say'
        ? reaction.messages
        : [textMessage(await answerInTime(question(push, conversationId, reaction.text, onHandOver), signal))]
    const said = messages.map((answerContent) => ({ answerType: 'message' as const, answerContent }))
    const done = {
      answerType: 'action' as const,
      // The variable is the one the route's queue node uses; queues are numbered as the skill groups are.
      answerContent: { actionType: 'TRANSFER_HUMAN' as const, actionData: queue === undefined ? {} : { qno: queue } },
    }
    const answers = transfer ? [...said, done] : said
    yield { status: 200, code: 'success', data: { conversationId, answers, metadata: {} } }
  }

  /** The answer in pieces; when the bot stops, what has been said stays and a sentence explains. */
  const pieces = async function* (asked: Omit<Asked, 'signal'>, signal: AbortSignal) {
    try {
      yield* assistant.stream({ ...asked, signal: AbortSignal.any([signal, stopping]) })
    } catch (error) {
      if (!stopping.aborted) throw error
      yield RESTARTING
    }
  }

  const stream = async function* (push: Push, signal: AbortSignal): AsyncGenerator<StreamEvent, void> {
    const conversation_id = push.conversationId ?? randomUUID()
    const piece = (message_id: string, content_type: string, content: string): StreamEvent => ({
      event: 'message',
      conversation_id,
      answer: [{ message_id, content_type, content, created_at: Date.now() }],
    })
    const reaction = reactionTo(push)
    let transfer = reaction.kind === 'say' && reaction.transfer
    try {
      if (reaction.kind === 'ask') {
        const id = randomUUID()
        const asked = question(push, conversation_id, reaction.text, () => void (transfer = true))
        for await (const text of pieces(asked, signal)) yield piece(id, 'markdown', text)
      } else {
        for (const message of reaction.messages) {
          const { contentType, content } = streamFormat(message) ?? ONLY_BLOCKING
          yield piece(randomUUID(), contentType, content)
        }
      }
    } catch (error) {
      signal.throwIfAborted()
      log('error', 'the stream failed', { error: describeError(error) })
      yield { event: 'error', code: 'internal_error', message: 'the bot failed' }
      return
    }
    yield { event: 'end', conversation_id, answer: [{ metadata: transfer ? { command: 'TRANSFER_HUMAN' } : {} }] }
  }

  return { block, stream }
}

const ONLY_BLOCKING = { contentType: 'text', content: '这种消息只能以非流式方式发送。' }
