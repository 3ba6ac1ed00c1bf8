import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { isSaid, isShown, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { botsOf, handedOver } from './callbacks.ts'

/** So often the same words, or so many messages, without a word of the person, are no answer any more. */
const SAME_WORDS = 3
const ANY_WORDS = 10

/** What a bot says in a row: its messages in each chat between two of the person. */
function monologues(lines: readonly TranscriptLine[]): TranscriptLine[][] {
  const open = new Map<string, TranscriptLine[]>()
  const all: TranscriptLine[][] = []
  for (const line of lines) {
    if (isSaid(line)) open.delete(line.conversation)
    if (line.who !== 'bot' || !isShown(line)) continue
    const row = open.get(line.conversation)
    if (row === undefined) {
      const begun = [line]
      open.set(line.conversation, begun)
      all.push(begun)
    } else row.push(line)
  }
  return all
}

const mostOfOne = (row: readonly TranscriptLine[]): number =>
  Math.max(...row.map(({ text }) => row.filter((other) => other.text === text).length))

export const ignoresItsOwnMessages = defineRule({
  id: 'rongcloud/ignores-its-own-messages',
  severity: 'broken',
  title: {
    en: 'The bot does not answer what it has said itself.',
    zh: '机器人不会回复自己发出的消息。',
  },
  why: {
    en: 'Message routing hands over every message of the app, and with routing of server messages the bot’s own as well. A bot that answers those talks to itself without end.',
    zh: '全量消息路由会转发应用里的每一条消息；开启服务端消息路由后也包括机器人自己的。若对其回复，就会无休止地自言自语。',
  },
  mend: {
    en: 'Ignore callbacks whose fromUserId is the bot, and those that are not addressed to it.',
    zh: '忽略 fromUserId 是机器人自己的回调，以及不是发给机器人的回调。',
  },
  source: 'https://docs.rongcloud.cn/platform-chat-api/message/sync',
  covers: ['R-32', 'X-11'],
  implies: ['rongcloud/answers-a-message-once'],
  *check(hearing) {
    const bots = botsOf(hearing)
    const own = new Set(
      handedOver(hearing)
        .filter(({ from }) => bots.has(from))
        .map(({ messageUID }) => messageUID),
    )
    const isHandedBack = ({ fields }: TranscriptLine): boolean => own.has(String(fields['messageUID']))
    for (const row of monologues(hearing.of('rongcloud').lines)) {
      const [first] = row
      if (first === undefined || !row.some(isHandedBack)) continue
      if (mostOfOne(row) < SAME_WORDS && row.length < ANY_WORDS) continue
      yield {
        what: {
          en: `${first.conversation} got ${row.length} messages in a row without saying a word (the first: ${quote(first.text)}), while routing handed each of them back to the bot.`,
          zh: `${first.conversation} 一句话没说，就连续收到 ${row.length} 条消息（第一条：${quote(first.text)}），而路由把每一条都转回给了机器人。`,
        },
        cause: first.seq,
        user: first.user,
        details: { messages: row.length },
      }
    }
  },
})
