import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readClientFrame } from '../../emulators/dingtalk/stream/client-frame.ts'
import { openCorp, type Corp } from '../support/dingtalk-corp.ts'
import { entriesOf } from '../support/entries.ts'
import { connectStream, shakeHands } from '../support/dingtalk-stream.ts'

let corp: Corp
beforeAll(async () => {
  corp = await openCorp({ 'stream.pingEvery': 0, 'stream.redeliveries': 0 }, [])
})
afterAll(() => corp.close())

const unicode = fc.string({ unit: 'binary' })

/** JSON in the shape of an answer, each part of it right, wrong or missing. */
const answers = fc
  .record(
    {
      code: fc.oneof(fc.constant(200), fc.constant('200'), fc.anything()),
      headers: fc.oneof(
        fc.record({ messageId: fc.oneof(fc.constant('THE_ONE'), fc.anything()), topic: fc.anything() }),
        fc.anything(),
      ),
      message: fc.anything(),
      data: fc.oneof(fc.json(), unicode, fc.anything()),
    },
    { requiredKeys: [] },
  )
  .map((frame) => JSON.stringify(frame, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))

const texts = fc.oneof(unicode, fc.json(), answers)

it('D-64 whatever the bot writes is an ACK, something without a name, or unreadable', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const frame = readClientFrame(text)
      expect(['ack', 'nameless', 'unreadable']).toContain(frame.kind)
      if (frame.kind !== 'ack') return
      expect(frame.messageId).not.toBe('')
      expect(Number.isInteger(frame.code)).toBe(true)
      expect(typeof frame.text).toBe('string')
    }),
    { numRuns: 2000 },
  )
})

it('D-63 D-66 frames of any text neither end the world nor keep the next message from being acknowledged', async () => {
  const client = await connectStream(corp)
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { maxLength: 8 }), async (noise) => {
      await corp.world.act('dingtalk', 'send', '你好')
      const frame = await client.next()
      for (const text of noise) client.send(text.replaceAll('THE_ONE', frame.headers['messageId']!))
      client.ack(frame)
      const ended = await corp.world.until(() => entriesOf(corp.world, 'push').at(-1)?.ended, 90_000, 'the push')
      expect(['acknowledged', 'refused']).toContain(ended?.outcome)
    }),
    { numRuns: 60 },
  )
  client.socket.terminate()
  await client.closed
})

it('D-63 binary frames, huge frames and broken frames end at most their own connection', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const rude = await connectStream(corp)
      rude.socket.send(Buffer.from(bytes))
      // Past `ws`, onto the bare socket.
      ;(rude.socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(bytes)
      const kind = await connectStream(corp)
      rude.socket.terminate()
      await rude.closed
      // The world has to know of the end as well, or it would choose this connection.
      await corp.world.clock.settle()
      await corp.world.act('dingtalk', 'send', '你好')
      const frame = await kind.next()
      kind.ack(frame)
      kind.socket.terminate()
      await kind.closed
    }),
    { numRuns: 20 },
  )
  const huge = await connectStream(corp)
  huge.send('x'.repeat(1024 * 1024 + 1))
  expect(await huge.closed).toBe(1009)
  expect(corp.remarks()).toContain('dingtalk/frame-unreadable')
})

it('D-61 a handshake with any query is refused with 401', async () => {
  const at = `${corp.world.baseUrl.replace('http', 'ws')}/connect`
  await fc.assert(
    fc.asyncProperty(fc.webQueryParameters(), async (query) => {
      await expect(shakeHands(`${at}?${query}`)).rejects.toThrow('HTTP 401')
    }),
    { numRuns: 40 },
  )
})

it('D-60 connections/open with any body is a ticket or a refusal of the gateway', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(unicode, fc.json(), answers), async (body) => {
      const answer = await corp.call('/v1.0/gateway/connections/open', { body, type: 'application/json' })
      expect([400, 401]).toContain(answer.status)
      expect(answer.body).toMatchObject({ code: expect.any(String), requestid: expect.any(String) })
    }),
    { numRuns: 60 },
  )
})
