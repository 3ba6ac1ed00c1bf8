import { defineRule } from '../rule.ts'
import { serviceMessages } from './calls.ts'

export const splitsByBytes = defineRule({
  id: 'wechat/splits-by-bytes',
  severity: 'broken',
  title: {
    en: 'A service message has at most 2048 bytes of text.',
    zh: '客服消息的文本不超过 2048 字节。',
  },
  why: {
    en: 'The limit counts bytes of UTF-8: a Chinese character has three, an emoji four. A longer text is refused as a whole with 45002.',
    zh: '限制按 UTF-8 字节计算：一个汉字三个字节，一个 emoji 四个字节。超长的文本会被整条拒绝（45002）。',
  },
  mend: {
    en: 'Split by bytes between characters, best at the end of a sentence, and send the parts one after another.',
    zh: '按字节在字符边界（最好在句末）拆分，逐条发送。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage',
  covers: ['W-27', 'W-39', 'WX-07'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const { maxBytes = 2048 } = (wechat.settings['text'] ?? {}) as { maxBytes?: number }
    for (const { call, user, text } of serviceMessages(wechat)) {
      if (Number(call.ended?.code) !== 45002 || hearing.faultOn(call) !== undefined) continue
      const bytes = Buffer.byteLength(text)
      const characters = [...text].length
      yield {
        what: {
          en: `A service message to ${user ?? 'a user'} had ${bytes} bytes (${characters} characters), ${bytes - maxBytes} more than the ${maxBytes} there may be, and was refused: 45002.`,
          zh: `发给 ${user ?? '用户'} 的客服消息有 ${bytes} 字节（${characters} 个字符），比上限 ${maxBytes} 多 ${bytes - maxBytes}，被拒绝：45002。`,
        },
        cause: call.seq,
        user,
        details: { bytes, characters },
      }
    }
  },
})
