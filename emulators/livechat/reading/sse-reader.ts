import { createParser } from 'eventsource-parser'
import { createLineCutter, type SseLine } from './sse-lines.ts'

/** An event as a conforming reader delivers it, with what such readers hide. */
export interface SseEvent {
  readonly kind: 'event'
  /** The `event:` line; undefined when there was none. */
  readonly name: string | undefined
  readonly data: string
  /** When its last byte came, in ms. */
  readonly at: number
  /** Where its first byte stands in the stream. */
  readonly offset: number
  /** The values of its `data` lines. */
  readonly dataLines: readonly string[]
  /** How many `event:` lines it has; more than one means that events are glued together. */
  readonly names: number
  /** Lines that are no field and were ignored, in order. */
  readonly ignored: readonly string[]
}

/** What an event stream brings. */
export type SseItem =
  | SseEvent
  | { readonly kind: 'comment'; readonly at: number; readonly offset: number }
  | { readonly kind: 'invalid-utf8'; readonly offset: number; readonly raw: string }
  | { readonly kind: 'too-large'; readonly offset: number }

/** Lines of an event that was never closed by an empty line, and so never happened. */
export interface SseRemainder {
  readonly name: string | undefined
  readonly data: string
  readonly offset: number
  readonly ignored: readonly string[]
}

/** Reads an event stream as its bytes come. */
export interface SseReader {
  /** Takes the next bytes, which came at `atMs`, and gives what they complete. */
  feed(bytes: Uint8Array, atMs: number): SseItem[]
  /** The stream is over: what was thrown away, if anything. */
  end(): SseRemainder | undefined
}

/** Name and value of a field, as the standard cuts them; undefined for a comment. */
export function cutField(line: string): { readonly name: string; readonly value: string } | undefined {
  const colon = line.indexOf(':')
  if (colon === 0) return undefined
  if (colon < 0) return { name: line, value: '' }
  return { name: line.slice(0, colon), value: line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1) }
}

const FIELDS = new Set(['event', 'data', 'id', 'retry'])

/**
 * A reader for one response. Bytes are cut into lines here, because a finding needs their offsets and because the parser holds
 * a last CR back; what the lines mean is left to the parser, which follows the standard.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createSseReader(maxEventBytes: number): SseReader {
  const cutter = createLineCutter()
  let items: SseItem[] = []
  let lines: SseLine[] = []
  let bytes = 0
  let dead = false
  let now = 0

  const parser = createParser({
    onEvent: ({ event, data }) => {
      const fields = lines.map((line) => cutField(line.text))
      items.push({
        kind: 'event',
        name: event,
        data,
        at: now,
        offset: lines[0]?.offset ?? 0,
        dataLines: fields.flatMap((field) => (field?.name === 'data' ? [field.value] : [])),
        names: fields.filter((field) => field?.name === 'event').length,
        ignored: ignoredOf(lines),
      })
    },
  })
  // The parser takes a decoded byte order mark out of its first chunk; ours is gone already, and a second one is content.
  parser.feed(':\n')

  function ignoredOf(given: readonly SseLine[]): string[] {
    return given.flatMap(({ text }) => {
      const field = cutField(text)
      return field === undefined || FIELDS.has(field.name) ? [] : [text]
    })
  }

  function readLine(line: SseLine): void {
    if (!line.utf8) items.push({ kind: 'invalid-utf8', offset: line.offset, raw: line.text })
    if (line.text.startsWith(':')) items.push({ kind: 'comment', at: now, offset: line.offset })
    else if (line.text !== '') {
      bytes += line.end - line.offset
      lines.push(line)
    }
    parser.feed(`${line.text}\n`)
    if (line.text !== '') return
    lines = []
    bytes = 0
  }

  return {
    feed(chunk, atMs) {
      items = []
      if (dead) return items
      now = atMs
      for (const line of cutter.feed(chunk)) {
        readLine(line)
        if (bytes > maxEventBytes) break
      }
      if (bytes + cutter.pending > maxEventBytes) {
        dead = true
        items.push({ kind: 'too-large', offset: lines[0]?.offset ?? 0 })
      }
      return items
    },
    end() {
      const rest = cutter.rest()
      const left = rest === undefined || rest.text === '' ? lines : [...lines, rest]
      const fields = left.map((line) => cutField(line.text))
      const first = left[0]
      if (dead || first === undefined || !fields.some((field) => field?.name === 'data' || field?.name === 'event'))
        return undefined
      return {
        name: fields.findLast((field) => field?.name === 'event')?.value,
        data: fields.flatMap((field) => (field?.name === 'data' ? [field.value] : [])).join('\n'),
        offset: first.offset,
        ignored: ignoredOf(left),
      }
    },
  }
}
