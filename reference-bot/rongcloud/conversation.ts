import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../channel.ts'
import type { AcceptedMessages } from '../conversation/accepted.ts'
import { conversationKey } from '../conversation/history.ts'
import { createSerialQueue } from '../conversation/queue.ts'
import { wantsHuman } from '../conversation/text.ts'
import { describeError } from '../log.ts'
import type { RongCloudApi, Target } from './api.ts'
import { RoutedMessage, hear, messageKey } from './message.ts'
import type { Heard } from './message.ts'
import type { RongCloudSettings } from './settings.ts'

/** What a user sees when the bot stops and nothing of it remains. */
export const RESTARTING = '服务正在重启，请稍后再问一次。'

/** The bot's side of all its conversations. */
export interface RongCloudConversations {
  /** A message of the app; those that are not for the bot, or known, are ignored. */
  take(message: RoutedMessage): void
  /** Takes up what an earlier process accepted and did not answer. */
  resume(): void
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

const Notes = z.object({ message: RoutedMessage, answer: z.array(z.string()).optional() })

export function createRongCloudConversations(
  context: Context,
  settings: RongCloudSettings,
  api: RongCloudApi,
  accepted: AcceptedMessages,
): RongCloudConversations {
  const { assistant, log, stopping } = context
  const inOrder = createSerialQueue()
  const underWay = new Map<string, Promise<void>>()

  const start = (key: string, heard: Heard, answer?: string[]) => {
    const conversation = conversationKey('rongcloud', settings.appKey, heard.groupId ?? heard.from, heard.from)
    const done = inOrder(conversation, () => respond(key, conversation, heard, answer)).finally(() =>
      underWay.delete(key),
    )
    underWay.set(key, done)
  }

  /** Never rejects: whatever goes wrong is logged here. */
  const respond = async (key: string, conversation: string, heard: Heard, before?: string[]): Promise<void> => {
    try {
      const answer = before ?? (await think(conversation, heard))
      accepted.note(key, { answer })
      await say(key, heard, answer)
      log('info', 'answered', { channel: 'rongcloud', key })
    } catch (error) {
      if (stopping.aborted && accepted.durable) {
        log('info', 'left for the next process', { key })
        return
      }
      log('error', 'a message was not answered', { key, error: describeError(error) })
    }
    accepted.done(key)
  }

  const say = async (key: string, { from, groupId }: Heard, answer: readonly string[]) => {
    const target: Target = groupId === undefined ? { userId: from } : { groupId }
    for (const [index, text] of answer.entries()) {
      await api.sendText(target, text, idOf(key, text))
      accepted.note(key, { answer: answer.slice(index + 1) })
    }
  }

  const think = async (conversation: string, heard: Heard): Promise<string[]> => {
    const { text, from, groupId } = heard
    if (text === undefined || text.trim() === '') return ['请用文字告诉我您的问题。']
    if (wantsHuman(text)) return ['已经请人工同事来处理，请稍候。']
    // Suggestions are made from a chat of two; a group has none.
    const suggested = groupId === undefined ? await suggestion(from) : undefined
    if (suggested !== undefined) return suggested
    try {
      return [await assistant.answer({ conversation, text, signal: stopping })]
    } catch (error) {
      if (accepted.durable) throw error
      return [RESTARTING]
    }
  }

  const suggestion = async (from: string): Promise<string[] | undefined> => {
    if (settings.agentId === undefined) return undefined
    try {
      const [best] = await api.suggest(settings.botUserId, from)
      return best?.filter((text) => text.trim() !== '')
    } catch (error) {
      log('warn', 'no suggestions, asking the answer source', { error: describeError(error) })
      return undefined
    }
  }

  return {
    take(message) {
      const heard = hear(message, settings.botUserId)
      const key = messageKey(message)
      if (heard === undefined) return
      const isKnown = underWay.has(key) || accepted.wasAnswered(key)
      log('info', 'received', { channel: 'rongcloud', key, type: message.objectName, again: isKnown })
      if (isKnown) return
      accepted.note(key, { message })
      start(key, heard)
    },

    resume() {
      for (const { key, notes } of accepted.unfinished()) {
        const known = Notes.safeParse(notes)
        const heard = known.success ? hear(known.data.message, settings.botUserId) : undefined
        if (heard === undefined || known.data?.answer?.length === 0) accepted.done(key)
        else start(key, heard, known.data?.answer)
      }
    },

    async settled() {
      await Promise.all(underWay.values())
    },
  }
}

/** The idempotency key of a message: equal for each try, also of another process. */
function idOf(key: string, text: string): string {
  return createHash('sha1')
    .update(JSON.stringify([key, text]))
    .digest('hex')
    .slice(0, 32)
}
