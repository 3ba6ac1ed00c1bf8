import type { CallEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel, askedOfRobot, type Question } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { areItsOwnWords, chatOf, isSaid, isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** A bot that has said nothing for so long will not. */
const PATIENCE_MS = 10_000

/** The bot hung up itself, as it should when nobody waits any more. */
const HUNG_UP = 'client_closed'

/** The platform has the bot's word that the message arrived. */
function wasTaken(hearing: Hearing, line: TranscriptLine): boolean {
  const pushes = hearing.of(line.platform).pushes.filter(({ entry }) => entry.cause === line.cause)
  return pushes.some(({ entry: { ended } }) => ended.outcome === 'answered' || ended.outcome === 'acknowledged')
}

/** Whether the bot did anything for the chat after a question of its own had failed: showed, asked, or called something. */
function didSomething(hearing: Hearing, line: TranscriptLine, failed: CallEntry): boolean {
  const isLater = ({ seq }: { seq: number }): boolean => seq > failed.seq
  const shown = linesOf(hearing).some((other) => isShown(other) && chatOf(other) === chatOf(line) && isLater(other))
  const called = hearing.platforms.some((platform) => hearing.of(platform).calls().some(isLater))
  // Platforms tell people things as well: that the session is over, that a person has come.
  const told = linesOf(hearing).some(
    (other) => other.who !== 'bot' && other.who !== 'user' && chatOf(other) === chatOf(line) && isLater(other),
  )
  return shown || called || told
}

export const leavesNobodyWithoutAWord = defineRule({
  id: 'across/leaves-nobody-without-a-word',
  severity: 'risky',
  title: {
    en: 'Somebody whose answer fails is told so.',
    zh: '回答失败时，用户会得到一句说明。',
  },
  why: {
    en: 'Models fail, time out and refuse. The platform has the message delivered and does nothing more; a bot that only logs the error leaves a person before an empty chat, who asks again and makes it worse.',
    zh: '模型会失败、超时、拒绝。平台认为消息已送达，不会再做什么；只记日志的机器人让用户对着空白聊天，用户只好再问，雪上加霜。',
  },
  mend: {
    en: 'Catch every failure of the answer’s source where the message is handled, and send one plain sentence instead.',
    zh: '在处理消息的地方捕获回答来源的所有失败，并发送一句通俗的说明。',
  },
  source: 'https://platform.openai.com/docs/guides/error-codes',
  covers: ['X-01', 'LC-06'],
  implies: ['livechat/answers-empty', 'livechat/stream-says-nothing', 'livechat/text-empty'],
  *check(hearing) {
    const questions = [...askedOfModel(hearing), ...askedOfRobot(hearing)]
    for (const line of linesOf(hearing)) {
      if (!isSaid(line) || !areItsOwnWords(hearing, line) || !wasTaken(hearing, line)) continue
      const isAbout = ({ call, text }: Question): boolean => call.seq > line.seq && text.includes(line.text.trim())
      const last = questions.findLast(isAbout)?.call
      const ended = last?.ended
      if (last === undefined || ended === undefined || ended.ok || ended.code === HUNG_UP) continue
      const until = ended.at + PATIENCE_MS
      if (hearing.endedAt < until || hearing.wasRestarted(line.at, until) || didSomething(hearing, line, last)) continue
      yield {
        what: {
          en: `${line.user} said ${quote(line.text)}; ${last.operation} failed (HTTP ${ended.status}${ended.code === undefined ? '' : `, ${ended.code}`}), and in the 10 s after it the bot said nothing.`,
          zh: `${line.user} 说了 ${quote(line.text)}，${last.operation} 失败（HTTP ${ended.status}${ended.code === undefined ? '' : `，${ended.code}`}），此后 10 秒机器人一言不发。`,
        },
        cause: last.seq,
        user: line.user,
        details: { status: ended.status, code: ended.code },
      }
    }
  },
})
