import { isUtf8 } from 'node:buffer'
import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Reader, Verdict } from '../../core/delivery/push.ts'
import { readBlockingAnswer } from '../reading/blocking-answer.ts'
import { parseJson } from '../reading/json-diagnosis.ts'
import { show, type Judge } from '../remarks/judge.ts'
import type { LivechatSettings } from '../settings.ts'
import { conclude, headerOf, judgeStatus, mediaTypeOf, noteBadBody } from './answer-head.ts'
import { judgeConversation, type ConversationState } from './conversation.ts'
import { createDecoder } from './decoding.ts'
import type { TurnValue } from './turn.ts'

/** What a reader has to know of the turn whose answer it reads. */
export interface ReadingGround {
  readonly settings: LivechatSettings
  readonly judge: Judge
  readonly conversation: ConversationState
  /** Where the push went. */
  readonly url: string
  /** The world's time in ms. */
  readonly now: () => number
  /** When the push was sent (ms). */
  readonly sentAt: number
}

const NOTHING: TurnValue = { messages: [] }

/** Remarks on a first byte that came late. */
export function judgePace({ settings, judge, now, sentAt }: ReadingGround): void {
  const { slowWarnMs } = settings.push
  const took = Math.round(now() - sentAt)
  if (slowWarnMs > 0 && took > slowWarnMs) judge.note('answer-slow', {}, { ms: took })
}

/** Reads the bytes of a blocking answer. */
export function readBlockingBody(body: Buffer, ground: ReadingGround): TurnValue {
  const { judge, conversation } = ground
  const text = body.toString('utf8').replace(/^\uFEFF/, '')
  if (!isUtf8(body)) judge.note('utf8-invalid', { raw: text })
  const parsed = parseJson(text)
  if ('wrong' in parsed) {
    noteBadBody(text, parsed.wrong, judge)
    return NOTHING
  }
  const answer = readBlockingAnswer(parsed.value, judge)
  const failedItself = judge.failure === 'bot_status' || judge.failure === 'bad_envelope'
  if (!failedItself || answer.conversationId !== undefined)
    judgeConversation(conversation, answer.conversationId, judge)
  return answer
}

/** Undoes a Content-Encoding, with a remark; undefined when it cannot be done. */
export function decodeWhole(body: Buffer, head: AnswerHead, ground: ReadingGround): Buffer | undefined {
  const encoding = headerOf(head, 'content-encoding')
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return body
  const decoded = createDecoder(encoding, ground.settings.push.maxBodyBytes)?.feed(body)
  const code = decoded === undefined ? 'answer-encoding-unreadable' : 'answer-compressed'
  ground.judge.note(code, {}, { given: show(encoding) })
  return decoded
}

/** A reader for the answer to a push whose mode is `blocking`. */
export function createBlockingReader(ground: ReadingGround): Reader<TurnValue> {
  const { judge, settings, url } = ground
  let bytes = 0
  return {
    head(head): Verdict<TurnValue> | undefined {
      judgePace(ground)
      if (head.status !== 200 || mediaTypeOf(head) !== 'text/event-stream') return undefined
      judge.note('sse-to-blocking')
      return conclude(judge, NOTHING)
    },
    bytes(chunk) {
      bytes += chunk.length
      if (bytes <= settings.push.maxBodyBytes) return undefined
      judge.note('body-too-large', {}, { limit: settings.push.maxBodyBytes })
      return conclude(judge, NOTHING)
    },
    end(body, head) {
      if (!judgeStatus(head, url, false, judge)) return conclude(judge, NOTHING)
      const decoded = decodeWhole(body, head, ground)
      if (decoded === undefined) return conclude(judge, NOTHING)
      const value = readBlockingBody(decoded, ground)
      const type = mediaTypeOf(head)
      if (judge.failure === undefined && type !== 'application/json')
        judge.note('content-type-unusual', {}, { type: type === '' ? '—' : type })
      return conclude(judge, value)
    },
    broken(reason) {
      judge.note('answer-broken-off', {}, { reason })
      return conclude(judge, NOTHING)
    },
  }
}
