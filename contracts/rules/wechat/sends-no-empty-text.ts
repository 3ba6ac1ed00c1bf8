import { defineRule } from '../rule.ts'
import { serviceMessages } from './calls.ts'

export const sendsNoEmptyText = defineRule({
  id: 'wechat/sends-no-empty-text',
  severity: 'broken',
  title: {
    en: 'A service message has a text.',
    zh: '客服消息要有文本。',
  },
  why: {
    en: 'A model may answer nothing: it called a tool only, was cut off, or refused. WeChat refuses an empty text with 44004, under HTTP 200, and the user waits for ever.',
    zh: '模型可能什么都没回答：只调用了工具、被截断或拒答。空文本会被拒绝（44004，HTTP 仍是 200），用户一直等不到回复。',
  },
  mend: {
    en: 'Look at the text before you send it; when there is none say so in a sentence of your own, or ask the model again.',
    zh: '发送前检查文本；为空时用固定的一句话告知用户，或重新询问模型。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage',
  covers: ['W-39', 'DT-14'],
  *check(hearing) {
    for (const { call, user } of serviceMessages(hearing.of('wechat'))) {
      if (Number(call.ended?.code) !== 44004 || hearing.faultOn(call) !== undefined) continue
      yield {
        what: {
          en: `A service message to ${user ?? 'a user'} had no text and was refused: 44004.`,
          zh: `发给 ${user ?? '用户'} 的客服消息没有文本，被拒绝：44004。`,
        },
        cause: call.seq,
        user,
      }
    }
  },
})
