import { askedOfModel } from '../asked.ts'
import { defineRule } from '../rule.ts'

const DEFAULT_TEXT = '我是钉钉'

export const ignoresForgeries = defineRule({
  id: 'dingtalk/ignores-forgeries',
  severity: 'broken',
  title: {
    en: 'A callback that DingTalk never sent has no effect.',
    zh: '并非钉钉发出的回调不产生任何效果。',
  },
  why: {
    en: 'The callback URL is public. Whoever finds it can make the bot work, and spend the money of the model, unless sign and timestamp are checked before anything else; a right sign with an old timestamp is a copy.',
    zh: '回调 URL 是公开的；如果不先校验 sign 和 timestamp，任何人都能驱使机器人工作、消耗模型费用。签名正确但时间过旧的是重放。',
  },
  mend: {
    en: 'Compare the header sign with base64(HMAC-SHA256(appSecret, timestamp + "\\n" + appSecret)), refuse timestamps more than an hour away, and do both before the body is parsed.',
    zh: '把请求头 sign 与 base64(HMAC-SHA256(appSecret, timestamp + "\\n" + appSecret)) 比较，拒绝相差超过一小时的 timestamp；两项校验都在解析正文之前完成。',
  },
  source: 'https://open.dingtalk.com/document/development/receive-message',
  covers: ['D-03', 'DT-22', 'X-10'],
  implies: ['dingtalk/forgery-accepted'],
  *check(hearing) {
    const asked = askedOfModel(hearing)
    for (const { entry } of hearing.of('dingtalk').pushes) {
      if (!entry.what.startsWith('forged ')) continue
      const act = entry.cause === undefined ? undefined : hearing.entry(entry.cause)
      const text = (act?.kind === 'act' ? (act.input as { text?: string } | null)?.text : undefined) ?? DEFAULT_TEXT
      const question = asked.find(({ call, text: said }) => call.seq > entry.seq && said.includes(text))
      if (question === undefined) continue
      const wrong = entry.what.slice('forged '.length)
      yield {
        what: {
          en: `A forged callback (${wrong}) was taken for a message, and the model was asked about it.`,
          zh: `伪造的回调（${wrong}）被当作消息处理，并为它调用了模型。`,
        },
        cause: question.call.seq,
        user: entry.user,
        details: { wrong },
      }
    }
  },
})
