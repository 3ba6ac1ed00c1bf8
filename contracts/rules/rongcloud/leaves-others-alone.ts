import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { isSaid, isShown, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { botsOf, handedOver, type HandedOver } from './callbacks.ts'

/** The messages that were handed over and are not for any bot: those of two people, and those the word filter held back. */
function notForTheBot(hearing: Hearing): Map<string, HandedOver> {
  const bots = botsOf(hearing)
  return new Map(
    handedOver(hearing)
      .filter(({ from, to, channelType, isHeldBack }) => {
        const isOfTwoPeople = channelType === 'PERSON' && !bots.has(to)
        return !bots.has(from) && (isOfTwoPeople || isHeldBack)
      })
      .map((message) => [message.messageUID, message]),
  )
}

/** Whether the bot has worked on a message of somebody else: it asked the model, or wrote to one who had said nothing to it. */
function meddling(hearing: Hearing, line: TranscriptLine, { from, to }: HandedOver): TranscriptLine | undefined {
  const { lines } = hearing.of('rongcloud')
  const bots = botsOf(hearing)
  const saidToBots = lines.filter(
    (other) => isSaid(other) && (bots.has(String(other.fields['to'])) || other.conversation !== other.user),
  )
  // What the app shows a person of the bot's own accord, such as suggestions, is no message.
  const wasSent = ({ cause }: TranscriptLine): boolean => cause !== undefined && hearing.entry(cause)?.kind === 'call'
  const isTheirs = (other: TranscriptLine): boolean =>
    other.who === 'bot' && other.seq > line.seq && wasSent(other) && [from, to].includes(other.conversation)
  const wasAsked =
    line.text.trim() !== '' &&
    !saidToBots.some(({ text }) => text.includes(line.text)) &&
    askedOfModel(hearing).some(({ call, text }) => call.seq > line.seq && text.includes(line.text))
  return lines.find(
    (other) =>
      isTheirs(other) &&
      isShown(other) &&
      (wasAsked || !saidToBots.some(({ conversation, seq }) => conversation === other.conversation && seq < other.seq)),
  )
}

export const leavesOthersAlone = defineRule({
  id: 'rongcloud/leaves-others-alone',
  severity: 'broken',
  title: {
    en: 'The bot keeps out of what people say to each other.',
    zh: '机器人不介入别人之间的聊天。',
  },
  why: {
    en: 'Message routing hands over every message of the app, those of two people and those the word filter held back as well. What tells them apart is toUserId and sensitiveType in the same body.',
    zh: '全量消息路由会转发应用里的每一条消息，包括两个用户之间的和被敏感词拦截的。只能靠正文里的 toUserId 和 sensitiveType 区分。',
  },
  mend: {
    en: 'Take up a PERSON message only where toUserId is the bot, and none whose sensitiveType is 1.',
    zh: 'PERSON 消息只处理 toUserId 为机器人的；sensitiveType 为 1 的一律不处理。',
  },
  source: 'https://docs.rongcloud.cn/platform-chat-api/message/sync',
  covers: ['R-32'],
  *check(hearing) {
    const others = notForTheBot(hearing)
    if (others.size === 0) return
    for (const line of hearing.of('rongcloud').lines) {
      const message = isSaid(line) ? others.get(String(line.fields['messageUID'])) : undefined
      const answer = message === undefined ? undefined : meddling(hearing, line, message)
      if (message === undefined || answer === undefined) continue
      const { messageUID, from, to, isHeldBack } = message
      yield {
        what: {
          en: `Message ${messageUID} of ${from} to ${to} ${isHeldBack ? 'was held back by the word filter (sensitiveType 1)' : 'was not for the bot'}, and ${answer.conversation} got ${quote(answer.text)} from it.`,
          zh: `${from} 发给 ${to} 的消息 ${messageUID} ${isHeldBack ? '已被敏感词拦截（sensitiveType 1）' : '不是发给机器人的'}，${answer.conversation} 却收到了机器人的 ${quote(answer.text)}。`,
        },
        cause: answer.seq,
        user: answer.user,
        details: { messageUID, toUserId: to },
      }
    }
  },
})
