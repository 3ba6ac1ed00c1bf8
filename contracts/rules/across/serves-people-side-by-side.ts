import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel, askedOfRobot, type Question } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { areItsOwnWords, chatOf, isSaid, isShown, linesOf, quote, seconds } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** So long a bot may take before it begins with a message. */
const AT_ONCE_MS = 1000
/** What begins so soon after something else has ended has waited for it. */
const JUST_AFTER_MS = 500

/** Whether an earlier message of the same chat had no answer yet: messages of one chat wait for each other by right. */
function isQueuedInItsChat(lines: readonly TranscriptLine[], line: TranscriptLine): boolean {
  const before = lines.filter((other) => chatOf(other) === chatOf(line) && other.seq < line.seq)
  return isSaid(before.findLast((other) => isSaid(other) || isShown(other)) ?? line) && before.some(isSaid)
}

/** The questions under way at some time, just before it. */
const openAt = (questions: readonly Question[], from: number, until: number): Question[] =>
  questions.filter(({ call }) => call.at <= from + AT_ONCE_MS && (call.ended?.at ?? Infinity) >= until - JUST_AFTER_MS)

/** When the bot got a message. */
function takenAt(hearing: Hearing, { platform, cause, at }: TranscriptLine): number {
  return hearing.of(platform).pushes.find(({ entry }) => entry.cause === cause)?.entry.at ?? at
}

export const servesPeopleSideBySide = defineRule({
  id: 'across/serves-people-side-by-side',
  severity: 'risky',
  title: {
    en: 'Nobody waits for the answer to somebody else.',
    zh: '任何人都不必等别人的回答。',
  },
  why: {
    en: 'A model takes seconds. A bot with one queue, one lock or one blocking call for all people adds up their waiting times, and with a few of them at once every platform’s time limit is passed.',
    zh: '模型要几秒钟才能回答。所有用户共用一个队列、一把锁或一个阻塞调用，等待时间就会累加；几个人同时来，任何平台的时限都会超过。',
  },
  mend: {
    en: 'Queue per conversation, not for the whole bot, and let several calls to the model be under way at once.',
    zh: '按会话排队，而不是全局排队；允许同时进行多个模型调用。',
  },
  source: 'https://github.com/openclaw/openclaw/issues/69625',
  covers: ['X-03', 'WX-20'],
  *check(hearing) {
    const lines = linesOf(hearing)
    const questions = [...askedOfModel(hearing), ...askedOfRobot(hearing)].toSorted((a, b) => a.call.seq - b.call.seq)
    for (const line of lines.filter(isSaid)) {
      const words = line.text.trim()
      if (!areItsOwnWords(hearing, line)) continue
      const own = questions.find(({ call, text }) => call.seq > line.seq && text.includes(words))
      if (own === undefined || isQueuedInItsChat(lines, line)) continue
      const from = takenAt(hearing, line)
      const waited = own.call.at - from
      if (waited < AT_ONCE_MS || hearing.wasRestarted(from, own.call.at)) continue
      const [other, ...more] = openAt(questions, from, own.call.at).filter(({ text }) => !text.includes(words))
      // Two or more at once are a limit somebody has set.
      if (other?.call.ended === undefined || more.length > 0 || other.call.ended.at > own.call.at) continue
      yield {
        what: {
          en: `${line.user} said ${quote(line.text)} and waited ${seconds(waited)} s until the bot had the answer to ${quote(other.text)}; only then was anything asked for ${line.user}.`,
          zh: `${line.user} 说了 ${quote(line.text)}，等了 ${seconds(waited)} 秒，直到机器人得到 ${quote(other.text)} 的回答之后才开始处理。`,
        },
        cause: own.call.seq,
        user: line.user,
        details: { waitedMs: Math.round(waited), behind: other.call.seq },
      }
    }
  },
})
