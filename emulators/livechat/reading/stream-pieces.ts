import { show, type Judge } from '../remarks/judge.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'

/** Text-like message types, the only ones a stream can carry: text, HTML, markdown. */
export type StreamedType = 100 | 101 | 109

/** A piece of a streamed message. */
export interface Piece {
  readonly bubble: string
  readonly type: StreamedType
  readonly text: string
}

/** The bubble of pieces without a `message_id`. */
const NAMELESS = ''

const TYPES: Readonly<Record<string, StreamedType>> = { text: 100, markdown: 109, html: 101, rtf: 101 }
const BLOCKING_TYPES: Readonly<Record<number, string>> = { 100: 'text', 101: 'html', 109: 'markdown' }

/** Below this a time in ms would lie in 1973: it is in seconds. */
const LEAST_MS = 100_000_000_000

const SHORT_PIECE = 20
const MOST_LONELY_IDS = 5

interface Bubble {
  readonly type: StreamedType
  readonly typeName: string
  pieces: number
  length: number
  last: string
  /** How many pieces in a row began with the piece before. */
  growing: number
}

/** Turns the elements of `message` events into pieces, and watches over the whole stream for what looks wrong in them. */
export interface PieceReader {
  read(element: unknown, at: string): Piece | undefined
  /** The stream is over. */
  finish(): void
  readonly pieces: number
}

/** With `lax`, an element of the blocking kind is read as what it means; text types only. */
function unwrap(element: JsonObject): JsonObject | undefined {
  const message = element['answerContent']
  if (!isObject(message)) return undefined
  const { type, content } = message
  const text = isObject(content) ? content['content'] : content
  const name = BLOCKING_TYPES[Number(type)]
  return name === undefined ? undefined : { ...element, content_type: name, content: text }
}

function whereIs(text: string): { en: string; zh: string } {
  const at = text.indexOf('\uFFFD')
  if (at === 0) return { en: 'at the beginning of a piece', zh: '位于片段开头' }
  if (at + 1 === text.length) return { en: 'at the end of a piece', zh: '位于片段末尾' }
  return { en: 'inside a piece', zh: '位于片段中间' }
}

/** A reader for the pieces of one stream. `cumulative`: each `content` is expected to be the text so far. */
export function createPieceReader(cumulative: boolean, judge: Judge): PieceReader {
  const bubbles = new Map<string, Bubble>()
  let current: string | undefined
  let pieces = 0

  function readType(element: JsonObject, at: string, known: Bubble | undefined): { name: string; type: StreamedType } {
    const given = element['content_type']
    const name = typeof given === 'string' ? given : 'text'
    const type = TYPES[name]
    if (given === undefined || given === null) judge.note('content-type-of-piece-missing', { at })
    else if (type === undefined) judge.note('content-type-of-piece-unknown', { at }, { given: show(given) })
    if (known === undefined) return { name, type: type ?? 100 }
    if (known.typeName !== name) {
      judge.note('content-type-of-piece-changes', { at }, { given: show(given), kept: known.typeName })
    }
    return { name: known.typeName, type: known.type }
  }

  function checkTime(element: JsonObject, at: string): void {
    const given = element['created_at']
    if (given === undefined || given === null) judge.note('created-at-missing', { at })
    else if (typeof given !== 'number') judge.note('created-at-string', { at }, { given: show(given) })
    else if (given < LEAST_MS) judge.note('created-at-seconds', { at }, { given })
  }

  function readId(element: JsonObject, at: string): string {
    const given = element['message_id']
    const id = typeof given === 'string' && given !== '' ? given : typeof given === 'number' ? String(given) : NAMELESS
    if (id === NAMELESS) judge.note('message-id-missing', { at })
    if (id !== current && bubbles.has(id)) judge.note('message-id-returns', { at }, { given: show(id) })
    current = id
    return id
  }

  function watch(bubble: Bubble, text: string, at: string): void {
    if (text.includes('\uFFFD')) judge.note('replacement-character', { at, raw: text }, { where: whereIs(text) })
    const grows = bubble.last !== '' && text.length > bubble.last.length && text.startsWith(bubble.last)
    bubble.growing = grows ? bubble.growing + 1 : 0
    if (!cumulative && bubble.growing === 2) judge.note('stream-cumulative', { at, raw: text })
    bubble.last = text
    bubble.pieces += 1
    bubble.length += text.length
  }

  return {
    read(given, at) {
      let element = given
      if (!isObject(element)) {
        judge.note('element-not-object', { at }, { given: show(given) })
        return undefined
      }
      if ('answerType' in element || 'answerContent' in element) {
        const kept = judge.note('element-of-blocking', { at })
        const meant = unwrap(element)
        if (!kept || meant === undefined) return undefined
        element = meant
      }
      const fields = element as JsonObject
      const text = fields['content']
      if (typeof text !== 'string') {
        judge.note('piece-text-missing', { at: pointer(at, 'content') }, { given: show(text) })
        return undefined
      }
      const id = readId(fields, at)
      const known = bubbles.get(id)
      const { name, type } = readType(fields, at, known)
      checkTime(fields, at)
      const bubble = known ?? { type, typeName: name, pieces: 0, length: 0, last: '', growing: 0 }
      if (known === undefined) bubbles.set(id, bubble)
      watch(bubble, text, at)
      pieces += 1
      return { bubble: id, type, text }
    },
    finish() {
      const lonely = [...bubbles.values()].filter((one) => one.pieces === 1 && one.length <= SHORT_PIECE)
      if (bubbles.size > MOST_LONELY_IDS && lonely.length === bubbles.size)
        judge.note('stream-id-per-piece', {}, { count: bubbles.size })
    },
    get pieces() {
      return pieces
    },
  }
}
