import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Reader, Verdict } from '../../core/delivery/push.ts'
import { isBlockingAnswer } from '../reading/blocking-answer.ts'
import { parseJson } from '../reading/json-diagnosis.ts'
import { createStreamAnswer, type StreamAnswer } from '../reading/stream-answer.ts'
import type { Piece } from '../reading/stream-pieces.ts'
import { show, type Fact } from '../remarks/judge.ts'
import { conclude, headerOf, judgeStatus, mediaTypeOf, noteBadBody } from './answer-head.ts'
import { judgeConversation } from './conversation.ts'
import { createDecoder, type Decoder } from './decoding.ts'
import { decodeWhole, judgePace, readBlockingBody, type ReadingGround } from './read-blocking.ts'
import type { TurnValue } from './turn.ts'

/** What a stream sets in motion while it is read. */
export interface StreamGround extends ReadingGround {
  readonly queueVariables: readonly string[]
  /** Shows pieces to the visitor. */
  readonly show: (pieces: readonly Piece[]) => void
  /** An event or a comment came: the bot is alive. */
  readonly alive: (signs: number) => void
  /** The bot has said that it is done; the connection may stay open for a moment. */
  readonly over: () => void
}

const NOTHING: TurnValue = { messages: [] }

/** The beginning of an event stream, for answers that do not say what they are. */
const LOOKS_LIKE_SSE = /^\uFEFF?(?:(?:data|event|id|retry)?:|[\r\n])/
/** A byte order mark and the longest field name: after so many bytes it is clear. */
const MOST_SNIFFED = 9

const valueOf = (answer: StreamAnswer): TurnValue => ({
  messages: [],
  ...(answer.conversationId === undefined ? {} : { conversationId: answer.conversationId }),
  ...(answer.end?.transfer === undefined ? {} : { transfer: answer.end.transfer }),
  ...(answer.end?.error === undefined ? {} : { error: answer.end.error.message }),
})

/** Remarks on a head that says less than it should about a stream. */
function judgeStreamHead(head: AnswerHead, ground: StreamGround): void {
  const { judge } = ground
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(headerOf(head, 'content-type') ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    judge.note('stream-charset', {}, { given: show(charset) })
  if (headerOf(head, 'content-length') !== undefined) judge.note('stream-content-length')
}

/** JSON in place of a stream: shown when it is a blocking answer, refused otherwise. */
function readJsonInstead(body: Buffer, head: AnswerHead, ground: StreamGround): TurnValue {
  const decoded = decodeWhole(body, head, ground)
  if (decoded === undefined) return NOTHING
  const text = decoded.toString('utf8')
  const parsed = parseJson(text)
  if ('wrong' in parsed) {
    noteBadBody(text, parsed.wrong, ground.judge)
    return NOTHING
  }
  if (!isBlockingAnswer(parsed.value)) {
    ground.judge.note('stream-refused-json', { raw: text }, { given: show(parsed.value) })
    return NOTHING
  }
  ground.judge.note('stream-answered-json')
  return readBlockingBody(decoded, ground)
}

/** A reader for the answer to a push whose mode is `streaming`. */
export function createStreamingReader(ground: StreamGround): Reader<TurnValue> & { value(): TurnValue } {
  const { judge, settings, url, now } = ground
  const { stream } = settings
  const answer = createStreamAnswer({ stream, queueVariables: ground.queueVariables, sentAt: ground.sentAt }, judge)
  let decoder: Decoder | undefined
  let how: 'stream' | 'sniff' | 'json' | 'refused' = 'stream'
  let type = ''
  let sniffed = Buffer.alloc(0)
  let bytes = 0

  function finish(): Verdict<TurnValue> {
    const isFine = judge.failure === undefined
    if (isFine || answer.conversationId !== undefined)
      judgeConversation(ground.conversation, answer.conversationId, judge)
    return conclude(judge, valueOf(answer))
  }

  const givenType = (): Fact => show(type === '' ? undefined : type)

  function refuseType(): Verdict<TurnValue> {
    judge.note('stream-content-type', {}, { given: givenType() })
    return conclude(judge, NOTHING)
  }

  function readStream(chunk: Buffer): Verdict<TurnValue> | undefined {
    const decoded = decoder === undefined ? chunk : decoder.feed(chunk)
    if (decoded === undefined) {
      judge.note('answer-encoding-unreadable', {}, { given: 'bytes' })
      return conclude(judge, NOTHING)
    }
    const step = answer.feed(decoded, now())
    if (step.pieces.length > 0) ground.show(step.pieces)
    if (step.end !== undefined) ground.over()
    else if (step.signs > 0 && answer.end === undefined) ground.alive(step.signs)
    return judge.failure !== undefined && answer.end === undefined ? finish() : undefined
  }

  return {
    head(head) {
      judgePace(ground)
      type = mediaTypeOf(head)
      if (head.status !== 200) how = 'refused'
      else if (type === 'application/json') how = 'json'
      else how = type === 'text/event-stream' ? 'stream' : 'sniff'
      if (how !== 'stream' && how !== 'sniff') return undefined
      judgeStreamHead(head, ground)
      const encoding = headerOf(head, 'content-encoding')
      if (encoding === undefined || encoding.toLowerCase() === 'identity') return undefined
      decoder = createDecoder(encoding, stream.maxTotalBytes)
      judge.note(
        decoder === undefined ? 'answer-encoding-unreadable' : 'answer-compressed',
        {},
        { given: show(encoding) },
      )
      return judge.failure === undefined ? undefined : conclude(judge, NOTHING)
    },
    bytes(chunk) {
      bytes += chunk.length
      if (how === 'stream') return readStream(chunk)
      if (how === 'sniff') {
        sniffed = Buffer.concat([sniffed, chunk])
        if (!LOOKS_LIKE_SSE.test(sniffed.toString('utf8')))
          return sniffed.length < MOST_SNIFFED ? undefined : refuseType()
        how = 'stream'
        judge.note('stream-content-type-missing', {}, { given: givenType() })
        return judge.failure === undefined ? readStream(sniffed) : conclude(judge, NOTHING)
      }
      if (bytes <= settings.push.maxBodyBytes) return undefined
      judge.note('body-too-large', {}, { limit: settings.push.maxBodyBytes })
      return conclude(judge, NOTHING)
    },
    end(body, head) {
      if (how === 'refused') {
        judgeStatus(head, url, true, judge)
        return conclude(judge, NOTHING)
      }
      if (how === 'json') return conclude(judge, readJsonInstead(body, head, ground))
      if (how === 'sniff') return refuseType()
      answer.finish('closed')
      return finish()
    },
    broken(reason) {
      if (how !== 'stream') {
        judge.note('answer-broken-off', {}, { reason })
        return conclude(judge, NOTHING)
      }
      answer.finish('broken')
      return finish()
    },
    value: () => valueOf(answer),
  }
}
