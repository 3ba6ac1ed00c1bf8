import type { JournalEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel, askedOfRobot } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { chatOf, isSaid, isShown, quote } from '../lines.ts'
import { botsOf } from '../rongcloud/callbacks.ts'
import { defineRule } from '../rule.ts'

/** A message nobody has taken up for so long is not on its way any more. */
const PATIENCE_MS = 10_000

/** The bot took the delivery, so the message is in its hands. */
const TAKEN: ReadonlySet<string> = new Set(['answered', 'acknowledged'])

/** Texts that reached the bot in chats of two; in a group not every word is for it. */
function takenUp(hearing: Hearing, platform: string): TranscriptLine[] {
  const { lines, pushes } = hearing.of(platform)
  const taken = new Set(
    pushes
      .filter(({ entry, isDisturbed }) => !isDisturbed && TAKEN.has(entry.ended.outcome))
      .map(({ entry }) => entry.cause),
  )
  const bots = botsOf(hearing)
  const isToTheBot = ({ conversation, user, fields }: TranscriptLine): boolean =>
    conversation === user && (fields['to'] === undefined || bots.has(String(fields['to'])))
  return lines.filter((line) => isSaid(line) && line.kind === 'text' && isToTheBot(line) && taken.has(line.cause))
}

/** Whether something else than the bot may be why an answer is missing. */
const isTrouble = (entry: JournalEntry): boolean =>
  entry.kind === 'fault' || entry.kind === 'bot' || (entry.kind === 'call' && entry.ended?.ok !== true)

export const answersEveryMessage = defineRule({
  id: 'across/answers-every-message',
  severity: 'broken',
  title: {
    en: 'Of several messages in a row none is lost.',
    zh: '连续发来的多条消息，一条都不丢。',
  },
  why: {
    en: 'People write in bursts. A bot that refuses while it is busy, or keeps the latest message only, has acknowledged the others, so the platform does not deliver them again.',
    zh: '用户常常连发几条。如果机器人在忙时直接丢弃，或只保留最后一条，其余消息已被确认，平台不会再投递。',
  },
  mend: {
    en: 'Queue the messages of one conversation and answer them one after another, or answer them together; never drop one that was acknowledged.',
    zh: '同一会话的消息排队逐条回答，或合并回答；已确认的消息绝不能丢弃。',
  },
  source: 'https://github.com/openclaw/openclaw/issues/69625',
  covers: ['X-03'],
  *check(hearing) {
    const asked = [...askedOfModel(hearing), ...askedOfRobot(hearing)].map(({ text }) => text)
    const wasAsked = ({ text }: TranscriptLine): boolean => asked.some((question) => question.includes(text.trim()))
    for (const platform of hearing.platforms) {
      const taken = takenUp(hearing, platform)
      const shown = hearing.of(platform).lines.filter(isShown)
      for (const line of taken) {
        if (hearing.endedAt - line.at < PATIENCE_MS || wasAsked(line)) continue
        const same = taken.filter((other) => chatOf(other) === chatOf(line))
        const later = same.filter(({ seq }) => seq >= line.seq)
        const answers = shown.filter((other) => chatOf(other) === chatOf(line) && other.seq > line.seq)
        if (!same.some(wasAsked) || answers.length >= later.length) continue
        if (hearing.entries.some((entry) => entry.at >= line.at && isTrouble(entry))) continue
        yield {
          what: {
            en: `${line.user} said ${quote(line.text)} and the bot took it, but asked nobody about it and did not answer; other messages of the same chat were answered.`,
            zh: `${line.user} 说了 ${quote(line.text)}，机器人已接收，却没有处理也没有回答；同一会话的其他消息得到了回答。`,
          },
          cause: line.seq,
          user: line.user,
        }
      }
    }
  },
})
