import { askedOfModel } from '../asked.ts'
import { quote, seconds } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { sentPushes, type SentPush } from './repeats.ts'

/** An answer that is no stream at all is remarked by the gateway. */
const isStream = ({ attempt }: SentPush): boolean =>
  attempt.ended?.headers?.some(([name, value]) => /^content-type$/i.test(name) && value.includes('event-stream')) ===
  true

/** A visitor who waits longer than this for the first word looks elsewhere. */
const LONG_MS = 3000

export const streamsWhileTheModelSpeaks = defineRule({
  id: 'livechat/streams-while-the-model-speaks',
  severity: 'hint',
  title: {
    en: 'A push that asks for a stream is answered from a model that streams.',
    zh: '推送要求流式应答时，对模型也使用流式调用。',
  },
  why: {
    en: 'A bot that waits for the whole answer and then writes it as one event has the shape of a stream and none of its use: the visitor looks at an empty bubble, and proxies may give up first.',
    zh: '等模型全部生成完再一次写出，只是形式上的流式：访客一直面对空白，途中的代理也可能先放弃。',
  },
  mend: {
    en: 'Ask the model with `stream: true`, and write a `message` event for each piece as it comes.',
    zh: '以 `stream: true` 调用模型，每收到一段就写出一个 `message` 事件。',
  },
  source: 'https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream',
  covers: ['L-47', 'LC-02'],
  *check(hearing) {
    const whole = askedOfModel(hearing).filter(
      ({ call: { input, ended } }) => (input as { stream?: unknown }).stream !== true && ended?.ok === true,
    )
    for (const push of sentPushes(hearing)) {
      const { entry, attempt } = push
      const { ended } = entry
      if (entry.what !== 'streaming' || ended?.outcome !== 'answered' || !isStream(push)) continue
      const question = whole.find(
        ({ call, text }) =>
          call.at >= entry.at &&
          call.at <= ended.at &&
          attempt.request.body.includes(JSON.stringify(text).slice(1, -1)) &&
          (call.ended?.at ?? call.at) - call.at >= LONG_MS,
      )
      if (question === undefined) continue
      const took = (question.call.ended?.at ?? question.call.at) - question.call.at
      yield {
        what: {
          en: `The push of ${entry.user} asked for a stream; the model was asked without one and took ${seconds(took)} s for ${quote(question.text)}, in which the visitor read nothing.`,
          zh: `${entry.user} 的推送要求流式，而模型以非流式调用，回答 ${quote(question.text)} 用了 ${seconds(took)} 秒，其间访客什么也看不到。`,
        },
        cause: question.call.seq,
        user: entry.user,
        details: { tookMs: Math.round(took) },
      }
    }
  },
})
