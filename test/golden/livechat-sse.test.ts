import { expect, it } from 'vitest'
import { createSseReader } from '../../emulators/livechat/reading/sse-reader.ts'
import { sseVectors } from './livechat-sse-vectors.ts'

/** The events of a stream that arrives in these chunks. */
function read(chunks: readonly Uint8Array[]): (readonly [name: string, data: string])[] {
  const reader = createSseReader(1_048_576)
  const items = chunks.flatMap((chunk, at) => reader.feed(chunk, at))
  reader.end()
  return items.flatMap((item) => (item.kind === 'event' ? [[item.name ?? 'message', item.data] as const] : []))
}

it.each(sseVectors)('L-48 $title, whole', ({ bytes, expected }) => {
  expect(read([bytes])).toEqual(expected)
})

it.each(sseVectors)('L-48 $title, byte by byte', ({ bytes, expected }) => {
  expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected)
})

it.each(sseVectors)('L-48 $title, cut once at every offset', ({ bytes, expected }) => {
  for (let at = 0; at <= bytes.length; at += 1)
    expect(read([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(expected)
})
