import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isSaid, isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** What programs say when they fail, and nobody says to a customer. */
const OF_PROGRAMS =
  /\b(?:Type|Reference|Syntax|Range|Axios|API|HTTP|Connection|Timeout)Error\b|Traceback \(most recent call last\)|\bat \S+ \(.+:\d+:\d+\)|\[object (?:Object|Promise)\]|\bE(?:CONNREFUSED|CONNRESET|TIMEDOUT|NOTFOUND)\b/

const SHORTEST_MESSAGE = 12

/** What APIs have answered when they refused. */
const refusalsOf = (hearing: Hearing): string[] =>
  hearing.platforms
    .flatMap((platform) => hearing.of(platform).calls())
    .flatMap(({ ended }) => (ended?.ok === false && ended.message !== undefined ? [ended.message] : []))
    .filter((message) => message.length >= SHORTEST_MESSAGE)

/** The words of a line that belong into a log. */
function innerWordsOf({ text }: TranscriptLine, refusals: readonly string[]): string | undefined {
  return refusals.find((message) => text.includes(message)) ?? OF_PROGRAMS.exec(text)?.[0]
}

export const keepsErrorsToItself = defineRule({
  id: 'across/keeps-errors-to-itself',
  severity: 'risky',
  title: {
    en: 'People read a sentence when something fails, not the error.',
    zh: '出错时用户看到的是一句话，而不是错误信息。',
  },
  why: {
    en: 'The text of an error helps nobody in a chat, and tells strangers about hosts, accounts and request ids.',
    zh: '错误文本对聊天里的用户毫无帮助，还会向外人透露主机、账号和请求 ID。',
  },
  mend: {
    en: 'Write the error into the log with its request id, and tell the person in plain words that there is no answer now.',
    zh: '把错误连同请求 ID 写进日志，用通俗的话告诉用户暂时无法回答。',
  },
  source: 'https://owasp.org/www-community/Improper_Error_Handling',
  covers: ['DT-14'],
  *check(hearing) {
    const refusals = refusalsOf(hearing)
    const lines = linesOf(hearing)
    const said = lines.filter(isSaid)
    for (const line of lines) {
      if (line.who !== 'bot' || !isShown(line)) continue
      const words = innerWordsOf(line, refusals)
      // Somebody who asks what ECONNREFUSED means may read the word in the answer.
      if (words === undefined || said.some(({ text }) => text.includes(words))) continue
      yield {
        what: {
          en: `${line.conversation} reads ${quote(words)}, which is what a program says when it fails.`,
          zh: `${line.conversation} 看到了 ${quote(words)}，这是程序出错时的文字。`,
        },
        cause: line.seq,
        user: line.user,
      }
    }
  },
})
