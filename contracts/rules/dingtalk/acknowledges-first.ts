import type { AttemptEntry } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel, type Question } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { seconds } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { parse } from './messages.ts'

const TOPIC = '/v1.0/im/bot/messages/get'

/** An ACK that takes longer than this has waited for something (ms). */
const AT_ONCE_MS = 1000

/** Frames with messages that have been acknowledged or given up; that of a message which is still under way as well. */
function framesOf(hearing: Hearing): AttemptEntry[] {
  return hearing.entries.filter(
    (entry): entry is AttemptEntry =>
      entry.kind === 'attempt' &&
      entry.platform === 'dingtalk' &&
      entry.request.method === 'CALLBACK' &&
      entry.request.url === TOPIC &&
      entry.ended !== undefined,
  )
}

function saidIn({ request }: AttemptEntry): { readonly text: string; readonly msgId: string } {
  const { text, msgId } = (parse(request.body) ?? {}) as { text?: { content?: unknown }; msgId?: unknown }
  return { text: typeof text?.content === 'string' ? text.content.trim() : '', msgId: String(msgId) }
}

/** For how long the frame waited for the model, in ms; undefined when it did not. */
function waitOf({ at, ended, late }: AttemptEntry, said: string, asked: readonly Question[]): number | undefined {
  if (ended === undefined || said === '') return undefined
  const isGivenUp = ended.outcome === 'timeout' && late === undefined
  const until = late?.at ?? ended.at
  if (until - at < AT_ONCE_MS) return undefined
  const waited = asked.some(({ call, text }) => {
    const isAnswered = call.ended !== undefined && call.ended.at <= until
    return text.includes(said) && call.at >= at && call.at <= until && isAnswered !== isGivenUp
  })
  return waited ? until - at : undefined
}

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
    const told = new Set<string>()
    for (const frame of framesOf(hearing)) {
      const { text, msgId } = saidIn(frame)
      const tookMs = waitOf(frame, text, asked)
      if (tookMs === undefined || told.has(msgId) || hearing.wasRestarted(frame.at, frame.at + tookMs)) continue
      told.add(msgId)
      const isGivenUp = frame.ended?.outcome === 'timeout' && frame.late === undefined
      const took = seconds(tookMs)
      yield {
        what: isGivenUp
          ? {
              en: `msgId ${msgId} was not acknowledged within ${took} s, while the model was at work on it.`,
              zh: `msgId ${msgId} 在 ${took} 秒内没有得到 ACK，期间模型仍在处理。`,
            }
          : {
              en: `msgId ${msgId} was acknowledged after ${took} s, when the model had answered.`,
              zh: `msgId ${msgId} 在 ${took} 秒后、模型回答之后才得到 ACK。`,
            },
        cause: frame.seq,
        user: userOf(hearing, frame),
        details: { tookMs },
      }
    }
  },
})

function userOf(hearing: Hearing, { cause }: AttemptEntry): string | undefined {
  const push = cause === undefined ? undefined : hearing.entry(cause)
  return push?.kind === 'push' ? push.user : undefined
}
