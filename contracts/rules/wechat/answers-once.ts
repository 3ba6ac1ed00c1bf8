import { quote } from '../../matching/difference.ts'
import { defineRule } from '../rule.ts'
import { nameOf } from './push.ts'

export const answersOnce = defineRule({
  id: 'wechat/answers-once',
  severity: 'broken',
  title: { en: 'A message that was delivered several times is answered once.', zh: '重复投递的消息只回复一次。' },
  why: {
    en: 'Every delivery may carry a reply and service messages come on top; WeChat shows all it is given.',
    zh: '每次投递都可以带回复，客服消息还会另外显示；微信会全部展示。',
  },
  mend: {
    en: 'Decide once per message how its answer travels: in one delivery or as a service message, and acknowledge the other deliveries with success.',
    zh: '每条消息只选择一种回复方式：某次投递的被动回复，或客服消息；其余投递返回 success。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html',
  covers: ['W-18', 'WX-05'],
  *check(hearing) {
    const { pushes, lines } = hearing.of('wechat')
    for (const { entry, attempts, isDisturbed } of pushes) {
      if (isDisturbed || attempts.length < 2 || entry.user === undefined) continue
      const next = pushes.find((other) => other.entry.user === entry.user && other.entry.seq > entry.seq)
      const answers = lines.filter(
        (line) =>
          line.who === 'bot' &&
          line.user === entry.user &&
          line.text !== '' &&
          line.seq > entry.seq &&
          line.seq < (next?.entry.seq ?? Infinity),
      )
      const again = answers.find((line, at) => answers.findIndex((earlier) => earlier.text === line.text) < at)
      const first = answers.find((line) => line.text === again?.text)
      if (again === undefined || first === undefined) continue
      yield {
        what: {
          en: `${nameOf(entry)} was delivered ${attempts.length} times, and ${entry.user} reads the answer twice, by ${first.via} and by ${again.via}: ${quote(again.text)}.`,
          zh: `${nameOf(entry)} 投递了 ${attempts.length} 次，${entry.user} 看到两次相同的回复（${first.via} 与 ${again.via}）：${quote(again.text)}。`,
        },
        cause: entry.seq,
        user: entry.user,
      }
    }
  },
})
