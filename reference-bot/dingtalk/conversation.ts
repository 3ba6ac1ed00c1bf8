import { z } from 'zod'
import type { Context } from '../channel.ts'
import type { AcceptedMessages } from '../conversation/accepted.ts'
import { conversationKey } from '../conversation/history.ts'
import { createSerialQueue } from '../conversation/queue.ts'
import { describeError } from '../log.ts'
import type { DingTalkApi } from './api.ts'
import { RobotMessage, messageKey, reactionTo, reactionToText } from './message.ts'
import type { Reaction } from './message.ts'
import { createRobotSurface } from './robot-surface.ts'
import type { DingTalkSettings } from './settings.ts'
import { SkillCall, createSkillSurface } from './skill.ts'
import { showAnswer } from './surface.ts'
import type { Progress, Surface } from './surface.ts'

/** What a user sees when the bot stops and nothing of it remains. */
export const RESTARTING = '服务正在重启，请稍后再问一次。'

/** The robot's side of all its conversations. Messages are taken at once and answered later. */
export interface DingTalkConversations {
  /** Writes a message to the robot down before it returns; one that was heard before is ignored. */
  hear(message: RobotMessage): void
  /** The same for a message to the AI assistant. */
  hearSkill(call: SkillCall): void
  /** Takes up what an earlier process accepted and did not answer. */
  resume(): void
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
}

const Notes = z.object({
  message: RobotMessage.optional(),
  skill: SkillCall.optional(),
  card: z.string().optional(),
  answer: z.string().optional(),
})

interface Work {
  readonly key: string
  /** Names the memory and the queue. */
  readonly conversation: string
  readonly reaction: Reaction
  readonly surface: Surface
}

export function createDingTalkConversations(
  context: Context,
  settings: DingTalkSettings,
  api: DingTalkApi,
  accepted: AcceptedMessages,
): DingTalkConversations {
  const { assistant, log, stopping } = context
  const inOrder = createSerialQueue()
  const underWay = new Map<string, Promise<void>>()

  const robotWork = (message: RobotMessage): Work => ({
    key: messageKey(message),
    conversation: conversationKey(
      'dingtalk',
      message.robotCode ?? settings.robotCode,
      message.conversationId,
      message.senderStaffId ?? message.senderId,
    ),
    reaction: reactionTo(message),
    surface: createRobotSurface(message, settings, api, log, stopping),
  })

  const skillWork = (call: SkillCall): Work => ({
    key: JSON.stringify(['skill', call.conversationToken]),
    conversation: conversationKey(
      'dingtalk',
      'assistant',
      call.openConversationId ?? '',
      call.userId ?? call.unionId ?? '',
    ),
    reaction: reactionToText(call.rawInput),
    surface: createSkillSurface(call, settings, api, log, stopping),
  })

  const start = (work: Work, before: Progress) => {
    const { key } = work
    const done = inOrder(work.conversation, () => answer(work, before)).finally(() => underWay.delete(key))
    underWay.set(key, done)
  }

  /** Never rejects: whatever goes wrong is logged here. */
  const answer = async (work: Work, before: Progress): Promise<void> => {
    const { key, surface } = work
    try {
      await showAnswer(pieces(work, before), surface, {
        paceMs: settings.cards?.paceMs ?? 0,
        before,
        note: (progress) => accepted.note(key, { ...progress }),
        log,
      })
      log('info', 'answered', { channel: 'dingtalk', key })
    } catch (error) {
      if (stopping.aborted && accepted.durable) {
        log('info', 'left for the next process', { key })
        return
      }
      log('error', 'a message was not answered', { key, error: describeError(error) })
    }
    accepted.done(key)
  }

  const pieces = async function* ({ conversation, reaction }: Work, before: Progress) {
    if (before.answer !== undefined || reaction.kind === 'say') {
      yield before.answer ?? reaction.text
      return
    }
    try {
      yield* assistant.stream({ conversation, text: reaction.text, signal: stopping })
    } catch (error) {
      if (accepted.durable) throw error
      yield RESTARTING
    }
  }

  const isNew = (key: string) => !underWay.has(key) && !accepted.wasAnswered(key)

  return {
    hear(message) {
      const work = robotWork(message)
      const { robotCode, chatbotCorpId, msgtype } = message
      log('info', 'received', { channel: 'dingtalk', key: work.key, type: msgtype, again: !isNew(work.key) })
      if (settings.corpId !== undefined && chatbotCorpId !== undefined && chatbotCorpId !== settings.corpId) {
        log('warn', 'a message to a robot of another organisation', { key: work.key, robotCode, chatbotCorpId })
        return
      }
      if (message.errorCode !== undefined)
        log('error', 'DingTalk holds back messages', { errcode: message.errorCode, errmsg: message.errorMessage })
      if (!isNew(work.key)) return
      accepted.note(work.key, { message })
      start(work, {})
    },

    hearSkill(call) {
      const work = skillWork(call)
      log('info', 'received', { channel: 'dingtalk', key: work.key, type: 'skill', again: !isNew(work.key) })
      if (!isNew(work.key)) return
      accepted.note(work.key, { skill: call })
      start(work, {})
    },

    resume() {
      for (const { key, notes } of accepted.unfinished()) {
        const known = Notes.safeParse(notes)
        const { message, skill, card, answer: text } = known.success ? known.data : {}
        const work = message === undefined ? skill && skillWork(skill) : robotWork(message)
        if (work === undefined) {
          log('error', 'a note of an earlier process is not readable', { key })
          accepted.done(key)
        } else if (text === '') accepted.done(key)
        else {
          log('info', 'taking up a message of an earlier process', { key })
          start(work, { card, answer: text })
        }
      }
    },

    async settled() {
      await Promise.all(underWay.values())
    },
  }
}
