import type { BotEntry, CallEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { chatOf, isSaid, isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** After a restart this long, nothing comes any more. */
const PATIENCE_MS = 10_000

/** What the bot makes answers from. */
const SOURCES: Readonly<Record<string, string>> = {
  model: 'model.chat.completions',
  'aliyun-chatbot': 'aliyun-chatbot.Chat',
  rongcloud: 'rongcloud.v3.chat.suggest',
}

/** The bot was at work on an answer when it went down. */
function wasAtWork(hearing: Hearing, restart: BotEntry, since: number): boolean {
  const isOpen = (call: CallEntry): boolean =>
    call.at >= since && call.at <= restart.at && (call.ended === undefined || call.ended.at >= restart.at)
  return Object.entries(SOURCES).some(([platform, operation]) => hearing.of(platform).calls(operation).some(isOpen))
}

/** The platform has the bot's word that the message arrived, and will not deliver it again. */
function wasAcknowledged(hearing: Hearing, line: TranscriptLine, restart: BotEntry): boolean {
  // A question about a message, asked before it is on its way, is no delivery of it.
  const pushes = hearing
    .of(line.platform)
    .pushes.filter(({ entry }) => entry.cause === line.cause && entry.ended.outcome !== 'passed')
  return (
    pushes.length > 0 &&
    pushes.every(
      ({ entry: { ended } }) => ['answered', 'acknowledged'].includes(ended.outcome) && ended.at <= restart.at,
    )
  )
}

export const survivesARestart = defineRule({
  id: 'across/survives-a-restart',
  severity: 'hint',
  title: {
    en: 'A message that was acknowledged is answered although the bot was restarted.',
    zh: '已确认的消息，即使机器人重启也会得到回答。',
  },
  why: {
    en: 'Once a delivery is acknowledged the platform forgets it. What a process holds in memory alone is gone with every deployment.',
    zh: '投递一经确认，平台就不再保留。只存在进程内存里的消息，每次发布都会丢失。',
  },
  mend: {
    en: 'Write a message down before you acknowledge it, cross it out when it is answered, and take up what is left at the start.',
    zh: '确认之前先落盘，回答之后再划掉，启动时继续处理未完成的消息。',
  },
  source: 'https://github.com/openclaw/openclaw/issues/21594',
  covers: ['X-02'],
  *check(hearing) {
    const restarts = hearing.entries.filter((entry) => entry.kind === 'bot')
    const lines = linesOf(hearing)
    for (const restart of restarts) {
      if (hearing.endedAt - restart.at < PATIENCE_MS) continue
      for (const line of lines) {
        if (!isSaid(line) || line.seq > restart.seq) continue
        const answer = lines.find((other) => isShown(other) && chatOf(other) === chatOf(line) && other.seq > line.seq)
        if (answer !== undefined || !wasAcknowledged(hearing, line, restart)) continue
        if (!wasAtWork(hearing, restart, line.at)) continue
        yield {
          what: {
            en: `${line.user} said ${quote(line.text)}, the bot acknowledged it, was restarted while it worked on the answer, and never answered.`,
            zh: `${line.user} 说了 ${quote(line.text)}，机器人已确认，处理途中重启，之后一直没有回答。`,
          },
          cause: restart.seq,
          user: line.user,
          details: { said: line.seq },
        }
      }
    }
  },
})
