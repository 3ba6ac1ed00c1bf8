import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { hasWords, robotMessages, shownIn } from './messages.ts'
import { RECEIVE, unanswered, strayLine } from './unanswered.ts'

export const servesBothKinds = defineRule({
  id: 'dingtalk/serves-both-kinds',
  severity: 'broken',
  title: {
    en: 'The bot answers alone with a person as well as in a group.',
    zh: '单聊和群聊都要回答。',
  },
  why: {
    en: 'Both kinds of conversation come to the same callback. conversationType is a string: compared with a number it fits neither.',
    zh: '两种会话走同一个回调。conversationType 是字符串，与数字比较永远不相等。',
  },
  mend: {
    en: 'Handle conversationType "1" and "2", and rehearse every flow in both.',
    zh: '"1" 和 "2" 都要处理，每个流程在两种会话里都要测试。',
  },
  source: RECEIVE,
  covers: ['D-05', 'D-38'],
  *check(hearing) {
    const silent = unanswered(hearing).filter((message) => hasWords(message) && message.staffId !== '')
    for (const message of silent) {
      const other = robotMessages(hearing).find(
        (one) => one.kind !== message.kind && shownIn(hearing, one.conversation, one.push.entry.seq).length > 0,
      )
      const wasServed = robotMessages(hearing).some(
        (one) => one.kind === message.kind && shownIn(hearing, one.conversation, one.push.entry.seq).length > 0,
      )
      if (other === undefined || wasServed || strayLine(hearing, message) !== undefined) continue
      const [here, there] = message.kind === 'group' ? ['a group', 'a single chat'] : ['a single chat', 'a group']
      const [local, remote] = message.kind === 'group' ? ['群聊', '单聊'] : ['单聊', '群聊']
      yield {
        what: {
          en: `${message.user} said ${quote(message.text ?? '')} in ${here} (${message.conversation}); the bot took it and never answered, though it answers in ${there}.`,
          zh: `${message.user} 在${local}（${message.conversation}）中说了 ${quote(message.text ?? '')}，机器人已接收却没有回答，而${remote}中会回答。`,
        },
        cause: message.push.entry.seq,
        user: message.user,
      }
    }
  },
})
