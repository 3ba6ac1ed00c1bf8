import { createParser } from 'eventsource-parser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registerBot } from '../../reference-bot/livechat/register.ts'
import { createSseReader } from '../../emulators/livechat/reading/sse-reader.ts'
import { sseVectors } from '../golden/livechat-sse-vectors.ts'
import { rehearse, type Rehearsal } from '../support/livechat-rehearsal.ts'

let stage: Rehearsal
beforeEach(async () => {
  stage = await rehearse()
})
afterEach(() => stage.close())

describe('a client written apart from the emulator', () => {
  const settings = () => {
    const { baseUrl = '', accessKeyId = '', accessKeySecret = '' } = stage.world.connections()['livechat'] ?? {}
    const botUrl = new URL(stage.botUrl).origin
    return { apiBase: baseUrl, accessKeyId, accessKeySecret, token: 'tk-own', botUrl, name: 'own' }
  }

  it('L-03 L-16 L-18 L-21 registers with its own signature, and gets its pushes with its own token', async () => {
    const robotId = await registerBot(settings())
    await stage.act('route', 'newest')
    await stage.ask()
    expect(stage.received[0]).toMatchObject({
      url: '/livechat',
      headers: { authorization: 'Bearer tk-own' },
      body: { robotId },
    })
  })

  it('L-08 is refused when its clock is 8 h ahead', async () => {
    const ahead = new Date(stage.world.clock.wall() + 8 * 3_600_000)
    await expect(registerBot(settings(), ahead)).rejects.toThrow('SignaturesExpired')
  })

  it('L-06 is refused with a wrong secret', async () => {
    await expect(registerBot({ ...settings(), accessKeySecret: 'wrong' })).rejects.toThrow('AuthFailure')
  })

  it('L-16 that registers twice is told that there are two robots', async () => {
    await registerBot(settings())
    await registerBot(settings())
    expect(stage.codes()).toEqual(['name-repeated'])
  })
})

describe('a published parser of event streams', () => {
  /** What it is known to read otherwise: it holds a last CR back, and takes a decoded byte order mark for content. */
  const otherwise = new Set(['CR alone, at the end of the stream', 'a byte order mark'])

  it.each(sseVectors.filter(({ title }) => !otherwise.has(title)))('L-48 agrees on: $title', ({ bytes }) => {
    const published: string[] = []
    createParser({ onEvent: ({ event, data }) => published.push(`${event ?? 'message'}: ${data}`) }).feed(
      bytes.toString('utf8'),
    )
    const ours = createSseReader(1_000_000)
      .feed(bytes, 0)
      .flatMap((item) => (item.kind === 'event' ? [`${item.name ?? 'message'}: ${item.data}`] : []))
    expect(ours).toEqual(published)
  })
})
