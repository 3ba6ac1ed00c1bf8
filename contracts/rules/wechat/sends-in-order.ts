import { formatDuration } from '../../../emulators/core/duration.ts'
import { defineRule } from '../rule.ts'
import { serviceMessages } from './calls.ts'

export const sendsInOrder = defineRule({
  id: 'wechat/sends-in-order',
  severity: 'risky',
  title: {
    en: 'The next part of an answer is sent when the one before has been accepted.',
    zh: '上一部分发送成功后再发送下一部分。',
  },
  why: {
    en: 'WeChat shows service messages in the order it has dealt with them; two calls under way at once can overtake each other.',
    zh: '微信按处理完成的顺序显示客服消息；同时进行的两次调用可能互相超越。',
  },
  mend: {
    en: 'Await each call before the next one to the same user.',
    zh: '对同一用户，等上一次调用返回后再发下一条。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage',
  covers: ['W-39', 'X-05'],
  implies: ['across/sends-in-order'],
  *check(hearing) {
    const sent = serviceMessages(hearing.of('wechat'))
    for (const [at, { call, to, user, text }] of sent.entries()) {
      const earlier = sent
        .slice(0, at)
        .find(
          (other) => other.to === to && to !== '' && other.text !== text && call.at < (other.call.ended?.at ?? call.at),
        )
      if (earlier?.call.ended === undefined) continue
      const early = formatDuration(earlier.call.ended.at - call.at)
      yield {
        what: {
          en: `A service message to ${user ?? to} was sent ${early} before the one before it had been answered.`,
          zh: `发给 ${user ?? to} 的客服消息，在上一条返回之前 ${early} 就发出了。`,
        },
        cause: call.seq,
        user,
      }
    }
  },
})
