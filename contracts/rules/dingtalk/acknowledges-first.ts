import { askedOfModel } from '../asked.ts'
import { seconds } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { nameOf, robotMessages } from './messages.ts'

/** An ACK that takes longer than this has waited for something (ms). */
const AT_ONCE_MS = 1000

export const acknowledgesFirst = defineRule({
  id: 'dingtalk/acknowledges-first',
  severity: 'risky',
  title: {
    en: 'A frame is acknowledged before the model is asked.',
    zh: '先 ACK，再调用模型。',
  },
  why: {
    en: 'Without an ACK the same message comes again after about a minute, and models are slower than that now and then: with tools, in a queue, on a bad day.',
    zh: '没有 ACK 时约一分钟后会重推同一消息，而模型偶尔会更慢：调用工具、排队、高峰期。',
  },
  mend: {
    en: 'Acknowledge with code 200 as soon as the frame is parsed and noted, work afterwards, and send the answer by sessionWebhook or the OpenAPI.',
    zh: '解析并记录之后立即以 code 200 应答，之后再处理，并通过 sessionWebhook 或 OpenAPI 发送回答。',
  },
  source: 'https://github.com/open-dingtalk/dingtalk-stream-sdk-nodejs/blob/main/src/client.ts',
  covers: ['D-66', 'DT-05'],
  implies: ['dingtalk/ack-late', 'dingtalk/ack-missing'],
  *check(hearing) {
    const asked = askedOfModel(hearing)
    for (const message of robotMessages(hearing)) {
      const { push, text, user } = message
      const said = text?.trim() ?? ''
      if (said === '' || push.isDisturbed) continue
      for (const attempt of push.attempts) {
        const { at, request, ended } = attempt
        if (request.method !== 'CALLBACK' || ended === undefined) continue
        const answeredAt = attempt.late?.at ?? ended.at
        const waited = asked.find(
          ({ call, text: question }) =>
            question.includes(said) && call.at >= at && call.ended !== undefined && call.ended.at <= answeredAt,
        )
        const tookMs = answeredAt - at
        if (waited === undefined || tookMs < AT_ONCE_MS || (ended.outcome === 'timeout' && attempt.late === undefined))
          continue
        yield {
          what: {
            en: `${nameOf(message)} was acknowledged after ${seconds(tookMs)} s, when the model had answered.`,
            zh: `${nameOf(message)} 在 ${seconds(tookMs)} 秒后、模型回答之后才得到 ACK。`,
          },
          cause: attempt.seq,
          user,
          details: { tookMs },
        }
        break
      }
    }
  },
})
