import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { nameOf, nextIn, robotMessages, shownIn, wordsOf, type RobotMessage } from './messages.ts'

const STREAM = 'https://open.dingtalk.com/document/development/introduction-to-stream-mode'

/** Deliveries of the same message to the same robot, by whatever push they came. */
function deliveriesOf(messages: readonly RobotMessage[]): RobotMessage[][] {
  const same = new Map<string, RobotMessage[]>()
  for (const message of messages) {
    const key = `${message.robotCode}\n${message.msgId}`
    same.set(key, [...(same.get(key) ?? []), message])
  }
  return [...same.values()]
}

export const answersOnce = defineRule({
  id: 'dingtalk/answers-once',
  severity: 'broken',
  title: {
    en: 'A message that was delivered several times is answered once.',
    zh: '重复投递的消息只回复一次。',
  },
  why: {
    en: 'A frame without an ACK comes again after about a minute, and a callback may come twice. headers.messageId is new each time; msgId stays.',
    zh: '没有 ACK 的帧约一分钟后会重推，回调也可能重复。headers.messageId 每次都不同，msgId 不变。',
  },
  mend: {
    en: 'De-duplicate by robotCode and msgId, in flight as well as done, before anything is done about a message.',
    zh: '处理之前按 robotCode + msgId 去重，正在处理和已处理的都要记住。',
  },
  source: STREAM,
  covers: ['D-11', 'D-66', 'DT-05'],
  implies: ['across/asks-the-model-once'],
  *check(hearing) {
    for (const messages of deliveriesOf(robotMessages(hearing))) {
      const [first] = messages
      const deliveries = messages.reduce((sum, { push }) => sum + push.attempts.length, 0)
      if (first === undefined || deliveries < 2 || messages.some(({ push }) => push.isDisturbed)) continue
      const shown = shownIn(hearing, first.conversation, first.push.entry.seq, nextIn(hearing, first))
      const again = shown.find(
        (line, at) => wordsOf(line) !== '' && shown.findIndex((other) => wordsOf(other) === wordsOf(line)) < at,
      )
      if (again === undefined) continue
      yield {
        what: {
          en: `${nameOf(first)} was delivered ${deliveries} times, and ${first.conversation} reads the answer twice: ${quote(again.text)}.`,
          zh: `${nameOf(first)} 投递了 ${deliveries} 次，${first.conversation} 看到两次相同的回复：${quote(again.text)}。`,
        },
        cause: again.seq,
        user: first.user,
        details: { msgId: first.msgId, deliveries },
      }
    }
  },
})
