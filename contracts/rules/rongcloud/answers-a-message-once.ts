import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { isSaid, isShown, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { handedOver } from './callbacks.ts'

/** What the bot has shown in a chat after a message and before the person's next one. */
function answersTo(line: TranscriptLine, lines: readonly TranscriptLine[]): TranscriptLine[] {
  const same = lines.filter(({ conversation, seq }) => conversation === line.conversation && seq > line.seq)
  const next = same.find(isSaid)?.seq ?? Infinity
  return same.filter((other) => isShown(other) && other.seq < next)
}

/** How many messages of the person stand in a row up to this one: so many answers may say the same. */
function saidInARow(line: TranscriptLine, lines: readonly TranscriptLine[]): number {
  const before = lines.filter(({ conversation, seq }) => conversation === line.conversation && seq <= line.seq)
  const answered = before.findLast(isShown)?.seq ?? 0
  return before.filter((other) => isSaid(other) && other.seq > answered).length
}

/** The first answer that has been said more often than there was something to answer. */
const repeated = (answers: readonly TranscriptLine[], allowed: number): TranscriptLine | undefined =>
  answers.find(
    ({ text }, at) => text !== '' && answers.slice(0, at).filter((earlier) => earlier.text === text).length >= allowed,
  )

export const answersAMessageOnce = defineRule({
  id: 'rongcloud/answers-a-message-once',
  severity: 'broken',
  title: {
    en: 'A message that is handed over several times is answered once.',
    zh: '同一条消息被多次回调，只回复一次。',
  },
  why: {
    en: 'A message for a bot comes through message routing and through the bot’s webhook, and either may come again. The signature is a new one each time; msgUID is the same.',
    zh: '发给机器人的消息会同时经过消息路由和机器人 webhook，两者都可能重复到达。每次签名不同，msgUID 相同。',
  },
  mend: {
    en: 'Keep the msgUID of what was taken up and answered, over restarts too, for as long as callbacks may come again.',
    zh: '记录已处理和已回复的 msgUID（重启后也要保留），时间要覆盖可能的重复回调。',
  },
  source: 'https://docs.rongcloud.cn/platform-chat-api/message/sync',
  covers: ['R-33', 'X-02', 'X-06'],
  implies: ['across/asks-the-model-once'],
  *check(hearing) {
    const { lines } = hearing.of('rongcloud')
    const callbacks = handedOver(hearing)
    for (const line of lines) {
      if (!isSaid(line)) continue
      const own = callbacks.filter(({ messageUID }) => messageUID === line.fields['messageUID'])
      const second = own.length < 2 ? undefined : repeated(answersTo(line, lines), saidInARow(line, lines))
      if (second === undefined || hearing.wasRestarted(line.at, second.at)) continue
      yield {
        what: {
          en: `Message ${line.fields['messageUID']} of ${line.user} was handed over ${own.length} times, and ${quote(second.text)} was sent more than once.`,
          zh: `${line.user} 的消息 ${line.fields['messageUID']} 回调了 ${own.length} 次，${quote(second.text)} 被重复发送。`,
        },
        cause: second.seq,
        user: line.user,
        details: { callbacks: own.map(({ push }) => push.entry.seq) },
      }
    }
  },
})
