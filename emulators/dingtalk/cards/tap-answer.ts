import { z } from 'zod'
import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import type { Ack } from '../stream/stream.ts'
import { parseJson } from './words.ts'

const data = z.looseObject({ cardParamMap: z.record(z.string(), z.unknown()).nullish() }).nullish()

const shape = z.looseObject({
  cardData: data,
  userPrivateData: data,
  cardUpdateOptions: z
    .looseObject({ updateCardDataByKey: z.boolean().nullish(), updatePrivateDataByKey: z.boolean().nullish() })
    .nullish(),
})

/** What the answer to a tap changes on its card. */
export type TapAnswer = z.output<typeof shape>

const EXPECTED = 'the answer is not {"cardData":{"cardParamMap":{…}},"userPrivateData":…,"cardUpdateOptions":…}'

/**
 * Reads the answer to a tap over HTTP. Empty means that nothing changes.
 *
 * Source: https://open.dingtalk.com/document/development/event-callback-card
 */
export function readHttpTap(body: Buffer, { status }: AnswerHead): Verdict<TapAnswer> {
  if (status < 200 || status > 299) return { outcome: 'refused', reason: `HTTP ${status}` }
  const text = body.toString('utf8').trim()
  return text === '' ? { outcome: 'acknowledged' } : judge(parseJson(text))
}

/** Reads the ACK of a tap's frame: the answer under `response`, as the official clients send it, or as it is. */
export function readStreamTap({ code, message, data: sent }: Ack): Verdict<TapAnswer> {
  if (code !== 200) return { outcome: 'refused', reason: `the frame was acknowledged with ${code} ${message}`.trim() }
  if (sent === undefined || sent === null) return { outcome: 'acknowledged' }
  const wrapped = typeof sent === 'object' && 'response' in sent ? sent.response : sent
  // What the official clients send when a listener has nothing to say.
  return wrapped === null || wrapped === '' ? { outcome: 'acknowledged' } : judge(wrapped)
}

function judge(answer: unknown): Verdict<TapAnswer> {
  const read = shape.safeParse(typeof answer === 'string' ? parseJson(answer) : answer)
  if (!read.success) return { outcome: 'bad-body', reason: EXPECTED }
  const { cardData, userPrivateData } = read.data
  const says = cardData?.cardParamMap ?? userPrivateData?.cardParamMap
  return says === undefined || says === null ? { outcome: 'acknowledged' } : { outcome: 'answered', value: read.data }
}
