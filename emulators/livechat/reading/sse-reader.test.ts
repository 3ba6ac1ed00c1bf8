import { describe, expect, it } from 'vitest'
import { createSseReader, type SseEvent, type SseItem } from './sse-reader.ts'

type Seen = readonly [name: string, data: string]

const events = (items: readonly SseItem[]): SseEvent[] => items.flatMap((item) => (item.kind === 'event' ? [item] : []))

const read = (chunks: readonly Uint8Array[], most = 1_048_576): { items: SseItem[]; seen: Seen[] } => {
  const reader = createSseReader(most)
  const items = chunks.flatMap((chunk, at) => reader.feed(chunk, at))
  reader.end()
  return { items, seen: events(items).map((event) => [event.name ?? 'message', event.data]) }
}

const byteByByte = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.from([byte]))

describe('L-48 beyond the vectors', () => {
  it('L-48 a second byte order mark is content of its line', () => {
    const twice = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]),
      Buffer.from('data: a\n\ndata: b\n\n'),
    ])
    expect(read([twice]).seen).toEqual([['message', 'b']])
  })

  it('L-48 gives an event at the CR that ends it, without waiting for a line feed', () => {
    const reader = createSseReader(1000)
    expect(events(reader.feed(Buffer.from('data: a\r\r'), 5))).toMatchObject([{ data: 'a', at: 5 }])
    expect(events(reader.feed(Buffer.from('\ndata: b\r\n\r'), 9))).toMatchObject([{ data: 'b', at: 9 }])
  })

  it('L-48 reports what ordinary readers hide: offsets, glued events, lines that are no field', () => {
    const text = ': 你好\ndata: x\n\nevent: message\ndata: {\n "a": 1\n}\nevent: end\ndata: b\n\n'
    const [, second] = events(read([Buffer.from(text)]).items)
    expect(second).toMatchObject({
      offset: Buffer.byteLength(': 你好\ndata: x\n\n'),
      names: 2,
      dataLines: ['{', 'b'],
      ignored: [' "a": 1', '}'],
    })
  })

  it('L-48 tells what the end of the stream threw away', () => {
    const reader = createSseReader(1000)
    reader.feed(Buffer.from('data: a\n\nevent: end\ndata: {}'), 0)
    expect(reader.end()).toEqual({ name: 'end', data: '{}', offset: 9, ignored: [] })
  })

  it('L-48 throws nothing away when the last event is closed', () => {
    const reader = createSseReader(1000)
    reader.feed(Buffer.from('data: a\n\n: bye'), 0)
    expect(reader.end()).toBeUndefined()
  })

  it('L-59 reports bytes that are not UTF-8 and goes on', () => {
    const bytes = Buffer.concat([Buffer.from('data: '), Buffer.from([0xe4, 0xbd]), Buffer.from('\n\n')])
    const { items, seen } = read([bytes])
    expect(items[0]).toMatchObject({ kind: 'invalid-utf8', offset: 0 })
    expect(seen).toEqual([['message', '\uFFFD']])
  })

  it.each([
    ['one long line', 'data: ' + 'x'.repeat(100)],
    ['many lines', 'data: x\n'.repeat(20)],
  ])('L-61 L-48 stops at an event that is too large: %s', (_how, text) => {
    for (const chunks of [[Buffer.from(text)], byteByByte(Buffer.from(text))]) {
      const { items } = read(chunks, 64)
      expect(items.filter((item) => item.kind === 'too-large')).toHaveLength(1)
    }
  })

  it('L-61 a stream of many small events is never too large', () => {
    expect(read([Buffer.from('data: x\n\n'.repeat(50))], 64).items).toHaveLength(50)
  })
})
