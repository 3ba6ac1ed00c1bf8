import { defineRule } from '../rule.ts'
import { questions } from './push.ts'

const DEFAULT_TEXT = '我是微信'

export const ignoresForgeries = defineRule({
  id: 'wechat/ignores-forgeries',
  severity: 'broken',
  title: {
    en: 'A message that WeChat never sent has no effect, even when it is acknowledged.',
    zh: '并非微信发出的消息不产生任何效果，即使返回了 success。',
  },
  why: {
    en: 'The callback URL is public. Whoever finds it can make the bot work, and spend the money of the model, unless the signature is checked before anything else.',
    zh: '回调 URL 是公开的；如果不先校验签名，任何人都能驱使机器人工作、消耗模型费用。',
  },
  mend: {
    en: 'Check the signature before the body is parsed, queued or logged as a message, and answer 403.',
    zh: '在解析、排队、记录消息之前先校验签名，不符时返回 403。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html',
  covers: ['W-29', 'W-55'],
  *check(hearing) {
    const asked = questions(hearing)
    for (const { entry } of hearing.of('wechat').pushes) {
      // What is answered is told by wechat/forgery-accepted.
      if (!entry.what.startsWith('forged ') || entry.ended.outcome !== 'acknowledged') continue
      const act = entry.cause === undefined ? undefined : hearing.entry(entry.cause)
      const text = (act?.kind === 'act' ? (act.input as { text?: string } | null)?.text : undefined) ?? DEFAULT_TEXT
      const question = asked.find(({ call, text: said }) => call.seq > entry.seq && said.includes(text))
      if (question === undefined) continue
      yield {
        what: {
          en: `A forged message (${entry.what.slice('forged '.length)}) was acknowledged, and the model was asked about it.`,
          zh: `伪造的消息（${entry.what.slice('forged '.length)}）被接受，并为它调用了模型。`,
        },
        cause: question.call.seq,
        user: entry.user,
      }
    }
  },
})
