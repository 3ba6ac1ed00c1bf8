import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { nextIn, robotMessages, shownIn, wordsOf } from './messages.ts'

const LONG_ENOUGH = 10

export const showsAnAnswerOnce = defineRule({
  id: 'dingtalk/shows-an-answer-once',
  severity: 'risky',
  title: {
    en: 'What stands on a card is not sent as a message as well.',
    zh: '已写在卡片上的内容不再作为消息发送。',
  },
  why: {
    en: 'A fall-back that runs although the card was finished shows people everything twice.',
    zh: '卡片已经完成却仍触发兜底消息，用户会看到两遍内容。',
  },
  mend: {
    en: 'Send the text as a message only when the final write to the card was refused, and then only what the card does not show.',
    zh: '只有卡片的最终更新失败时才改发消息，并且只发卡片上没有的内容。',
  },
  source: 'https://github.com/DingTalk-Real-AI/dingtalk-openclaw-connector/pull/83',
  covers: ['DT-14'],
  *check(hearing) {
    for (const message of robotMessages(hearing)) {
      const { seq } = message.push.entry
      const shown = shownIn(hearing, message.conversation, seq, nextIn(hearing, message))
      for (const card of shown) {
        const words = wordsOf(card)
        if (card.kind !== 'card' || words.length < LONG_ENOUGH || card.fields['state'] !== 'finished') continue
        const again = shown.find((line) => line.kind !== 'card' && line.seq > card.seq && wordsOf(line) === words)
        if (again === undefined || hearing.entries.some(({ kind, at }) => kind === 'fault' && at >= card.at)) continue
        yield {
          what: {
            en: `${message.conversation} reads ${quote(words)} on a card that is finished, and once more as a message.`,
            zh: `${message.conversation} 在已完成的卡片上看到 ${quote(words)}，又收到一条同样的消息。`,
          },
          cause: again.seq,
          user: message.user,
        }
      }
    }
  },
})
