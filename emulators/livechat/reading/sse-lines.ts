import { isUtf8 } from 'node:buffer'

/** One line of an event stream, without its line end. */
export interface SseLine {
  readonly text: string
  /** Where its first byte stands in the stream. */
  readonly offset: number
  /** Where the byte after its line end stands. For a CR LF this counts the CR only, so that no byte has to be awaited. */
  readonly end: number
  /** False when bytes had to be replaced by U+FFFD. */
  readonly utf8: boolean
}

/** Cuts bytes into lines as they come. Chunk borders mean nothing. */
export interface LineCutter {
  feed(bytes: Uint8Array): SseLine[]
  /** The bytes after the last line end, as a line; undefined when there are none. */
  rest(): SseLine | undefined
  /** Bytes of the line under way. */
  readonly pending: number
}

const LF = 10
const CR = 13
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const startsWithMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

/**
 * A cutter for one stream. A line ends at CR LF, LF or CR, and it ends at once: after a CR nothing has to follow. One byte
 * order mark at the very beginning is dropped. Neither CR nor LF occurs inside a UTF-8 character, so whole lines can be
 * decoded and no character is ever cut.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createLineCutter(): LineCutter {
  let parts: Uint8Array[] = []
  let pending = 0
  let lineStart = 0
  let read = 0
  let afterCr = false

  function takeLine(end: number): SseLine {
    const whole = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    const bytes = lineStart === 0 && startsWithMark(whole) ? whole.subarray(3) : whole
    const line = { text: decoder.decode(bytes), offset: lineStart, end, utf8: isUtf8(bytes) }
    parts = []
    pending = 0
    lineStart = end
    return line
  }

  return {
    feed(bytes) {
      const lines: SseLine[] = []
      let from = 0
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at]
        if (byte !== LF && byte !== CR) {
          afterCr = false
          continue
        }
        if (byte === LF && afterCr) {
          afterCr = false
          from = at + 1
          lineStart = read + from
          continue
        }
        afterCr = byte === CR
        parts.push(bytes.subarray(from, at))
        lines.push(takeLine(read + at + 1))
        from = at + 1
      }
      read += bytes.length
      if (from < bytes.length) {
        // A copy: the transport may use its buffer again.
        parts.push(Uint8Array.from(bytes.subarray(from)))
        pending += bytes.length - from
      }
      return lines
    },
    rest: () => (pending === 0 ? undefined : takeLine(read)),
    get pending() {
      return pending
    },
  }
}
