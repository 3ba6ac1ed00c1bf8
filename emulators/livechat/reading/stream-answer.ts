import { show, type Judge } from '../remarks/judge.ts'
import type { LivechatSettings } from '../settings.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'
import { createSseReader, type SseEvent, type SseItem } from './sse-reader.ts'
import { readFrame, type NamedEvent } from './stream-frame.ts'
import { createPieceReader, type Piece } from './stream-pieces.ts'
import { readStreamTransfer } from './stream-transfer.ts'
import type { TransferCommand } from './transfer-command.ts'

/** How a stream ended by the bot's own word. */
export interface StreamEnd {
  readonly event: 'end' | 'error'
  readonly metadata: JsonObject
  readonly transfer?: TransferCommand
  /** The bot's own error, for the journal; shown to nobody unless the settings say so. */
  readonly error?: { readonly code: string; readonly message: string }
}

/** What some bytes of a stream brought. */
export interface StreamStep {
  readonly pieces: readonly Piece[]
  /** Events and comments: they show that the bot is alive. */
  readonly signs: number
  /** Set by the step that ends the stream. */
  readonly end?: StreamEnd
}

export interface StreamOptions {
  readonly stream: LivechatSettings['stream']
  /** Names of the route's queue variables, which a bot may use as a key of `metadata`. */
  readonly queueVariables: readonly string[]
  /** When the push had been sent, in ms. */
  readonly sentAt: number
}

/** Reads a streamed answer as its bytes come. Mistakes go to the judge; after one that fails the turn nothing more is read. */
export interface StreamAnswer {
  feed(bytes: Uint8Array, atMs: number): StreamStep
  /** The connection is closed; `how` says in what manner. */
  finish(how: 'closed' | 'broken'): void
  /** The last conversation id that was not empty. */
  readonly conversationId: string | undefined
  readonly end: StreamEnd | undefined
}

const NOTHING: StreamStep = { pieces: [], signs: 0 }

/** Events closer together than this came in one burst (ms). */
const BURST_MS = 50
/** An answer of fewer events, say one message and the end, is no stream that anything could have held back. */
const LEAST_BURST = 3

/** A reader for one streamed answer. */
export function createStreamAnswer(options: StreamOptions, judge: Judge): StreamAnswer {
  const { stream } = options
  const sse = createSseReader(stream.maxEventBytes)
  const pieceReader = createPieceReader(stream.contentMode === 'cumulative', judge)
  const times = { count: 0, first: 0, last: 0, commented: false }
  let conversationId: string | undefined
  let end: StreamEnd | undefined
  /** A command of the blocking kind that a lax gateway understood; it takes effect at the end. */
  let laxTransfer: TransferCommand | undefined
  let total = 0

  function readConversation({ json, at }: NamedEvent): void {
    const mapped = judge.lax ? json['conversationId'] : undefined
    if (json['conversation_id'] === undefined && json['conversationId'] !== undefined)
      judge.note('spelling-of-blocking', { at }, { given: 'conversationId', wanted: 'conversation_id' })
    const given = json['conversation_id'] ?? mapped
    if (given === undefined || given === null || given === '') return
    if (typeof given !== 'string' && typeof given !== 'number') {
      judge.note('conversation-id-not-string', { at }, { field: 'conversation_id', given: show(given) })
      return
    }
    if (typeof given === 'number')
      judge.note('conversation-id-not-string', { at }, { field: 'conversation_id', given: show(given) })
    const id = String(given)
    if (conversationId !== undefined && conversationId !== id)
      judge.note('stream-conversation-ids-differ', { at }, { kept: show(conversationId), given: show(id) })
    conversationId = id
  }

  /** The elements of `answer`; undefined when it is not there. */
  function elementsOf({ json, at }: NamedEvent): readonly unknown[] | undefined {
    const spelledOtherwise = json['answer'] === undefined && json['answers'] !== undefined
    if (spelledOtherwise) judge.note('spelling-of-blocking', { at }, { given: 'answers', wanted: 'answer' })
    const given = spelledOtherwise && judge.lax ? json['answers'] : json['answer']
    if (Array.isArray(given)) return given
    if (isObject(given)) return judge.note('event-answer-object', { at }) ? [given] : []
    return undefined
  }

  function readMessage(event: NamedEvent): Piece[] {
    const elements = elementsOf(event)
    if (elements === undefined) {
      judge.note('event-answer-missing', { at: event.at }, { given: show(event.json['answer']) })
      return []
    }
    const pieces: Piece[] = []
    for (const [index, element] of elements.entries()) {
      const at = pointer(`${event.at} /answer`, index)
      if (isObject(element) && (element['answerType'] === 'action' || 'actionType' in element)) {
        if (judge.note('action-in-stream', { at })) laxTransfer ??= readStreamTransfer(element, options, judge, at)
        continue
      }
      const piece = pieceReader.read(element, at)
      if (piece !== undefined) pieces.push(piece)
    }
    return pieces
  }

  function readEnd(event: NamedEvent): StreamEnd {
    const elements = elementsOf(event)
    if (elements === undefined) judge.note('end-without-answer', { at: event.at })
    const holder = elements?.find(
      (element): element is JsonObject => isObject(element) && isObject(element['metadata']),
    )
    if (elements !== undefined && holder === undefined) judge.note('end-without-metadata', { at: event.at })
    const metadata = isObject(holder?.['metadata']) ? holder['metadata'] : {}
    const transfer = readStreamTransfer({ metadata }, options, judge, `${event.at} /answer/0/metadata`) ?? laxTransfer
    if (transfer === undefined && pieceReader.pieces === 0) judge.note('stream-says-nothing', { at: event.at })
    return { event: 'end', metadata, ...(transfer === undefined ? {} : { transfer }) }
  }

  function readError({ json, at }: NamedEvent): StreamEnd {
    for (const field of ['code', 'message'])
      if (json[field] === undefined) judge.note('error-fields-missing', { at }, { field })
    const text = (field: string): string => (json[field] === undefined ? '' : String(json[field]))
    const error = { code: text('code'), message: text('message') }
    judge.note('error-event', { at, raw: JSON.stringify(json) }, error)
    return { event: 'error', metadata: {}, error }
  }

  function readEvent(item: SseEvent): readonly Piece[] {
    times.count += 1
    if (times.count === 1) times.first = item.at
    times.last = item.at
    if (end !== undefined) {
      judge.note(
        'event-after-end',
        { at: `byte ${item.offset}`, raw: item.data },
        { given: show(item.name ?? item.data) },
      )
      return []
    }
    const event = readFrame(item, stream, judge)
    if (event === undefined || judge.failure !== undefined) return []
    readConversation(event)
    if (event.name === 'message') return readMessage(event)
    end = event.name === 'end' ? readEnd(event) : readError(event)
    return []
  }

  function readItem(item: SseItem): readonly Piece[] {
    if (item.kind === 'event') return readEvent(item)
    if (item.kind === 'comment') times.commented = true
    else if (item.kind === 'invalid-utf8') judge.note('utf8-invalid', { at: `byte ${item.offset}`, raw: item.raw })
    else judge.note('stream-event-too-large', { at: `byte ${item.offset}` }, { limit: stream.maxEventBytes })
    return []
  }

  function watchTimes(): void {
    const silence = times.first - options.sentAt
    const spread = times.last - times.first
    if (times.commented || times.count < LEAST_BURST) return
    if (silence > stream.burstWarnMs && spread <= BURST_MS)
      judge.note('stream-burst', {}, { count: times.count, spread: Math.round(spread), silence: Math.round(silence) })
  }

  return {
    feed(bytes, atMs) {
      if (judge.failure !== undefined && end === undefined) return NOTHING
      total += bytes.length
      if (total > stream.maxTotalBytes) {
        judge.note('stream-too-large', {}, { limit: stream.maxTotalBytes })
        return NOTHING
      }
      const before = end
      const pieces: Piece[] = []
      let signs = 0
      for (const item of sse.feed(bytes, atMs)) {
        if (item.kind === 'event' || item.kind === 'comment') signs += 1
        pieces.push(...readItem(item))
        if (judge.failure !== undefined && end === undefined) break
      }
      return { pieces, signs, ...(end !== undefined && end !== before ? { end } : {}) }
    },
    finish(how) {
      if (judge.failure !== undefined) return
      pieceReader.finish()
      watchTimes()
      const lost = sse.end()
      if (end !== undefined) return
      if (lost !== undefined && lost.data !== '' && how === 'closed') {
        const place = { at: `byte ${lost.offset}`, raw: lost.data }
        judge.note('stream-last-event-open', place, { given: show(lost.name ?? lost.data) })
        return
      }
      const manner = { closed: { en: 'cleanly', zh: '正常关闭' }, broken: { en: 'broken off', zh: '异常中断' } }
      judge.note('stream-truncated', {}, { how: manner[how] })
    },
    get conversationId() {
      return conversationId
    },
    get end() {
      return end
    },
  }
}
