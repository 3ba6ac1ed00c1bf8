import { defineRule } from '../rule.ts'
import { nameOf, questions, textOf } from './push.ts'

export const knowsARetry = defineRule({
  id: 'wechat/knows-a-retry',
  severity: 'broken',
  title: { en: 'A message that is delivered again is still one message.', zh: '重复投递的消息仍是同一条消息。' },
  why: {
    en: 'WeChat repeats a delivery that was not answered in time, with the same MsgId; to a bot that takes it for a new message it costs another call of the model and often another answer.',
    zh: '没有及时响应的消息会以相同的 MsgId 重新投递；把它当作新消息会多调用一次模型，往往还会多回复一次。',
  },
  mend: {
    en: 'De-duplicate by FromUserName and MsgId (events: FromUserName, CreateTime, Event, EventKey), and let later deliveries wait for the work of the first.',
    zh: '按 FromUserName + MsgId 去重（事件按 FromUserName + CreateTime + Event + EventKey），后续投递等待第一次的处理结果。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Receiving_standard_messages.html',
  covers: ['W-17', 'W-18', 'WX-01', 'WX-05'],
  implies: ['wechat/answers-once', 'across/asks-the-model-once'],
  *check(hearing) {
    const { pushes } = hearing.of('wechat')
    const asked = questions(hearing)
    const told = new Set<string>()
    for (const { entry, attempts, isDisturbed } of pushes) {
      const text = textOf(entry, hearing)
      if (text === undefined || text === '' || attempts.length < 2 || isDisturbed || told.has(text)) continue
      told.add(text)
      const messages = pushes.filter((other) => textOf(other.entry, hearing) === text).length
      const most = mostAlike(asked.filter((question) => question.call.seq > entry.seq && question.text.includes(text)))
      if (most <= messages) continue
      yield {
        what: {
          en: `${nameOf(entry)} was delivered ${attempts.length} times, and the model was asked ${most} times.`,
          zh: `${nameOf(entry)} 投递了 ${attempts.length} 次，模型被询问了 ${most} 次。`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { deliveries: attempts.length, modelCalls: most, ...entry.ids },
      }
    }
  },
})

/** How many of the questions serve the same purpose. */
function mostAlike(asked: readonly { readonly purpose: string }[]): number {
  const counts = new Map<string, number>()
  for (const { purpose } of asked) counts.set(purpose, (counts.get(purpose) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}
