import { createServer } from 'node:http'
import { setupServer } from 'msw/node'
import { afterEach, expect, it } from 'vitest'
import type { AttemptEntry, PushEntry } from '../../emulators/core/journal-entries.ts'
import { createWorld, type CreateWorldOptions, type DirectedWorld } from '../../emulators/index.ts'
import { handlersFor } from '../../emulators/msw.ts'
import { bot } from './compiled-in-bot.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

async function open(options: CreateWorldOptions): Promise<DirectedWorld> {
  const world = await createWorld({
    listen: false,
    clock: { mode: 'virtual', settleMs: 5, patienceMs: 20 },
    ...options,
  })
  const server = setupServer(...handlersFor(world))
  server.listen({ onUnhandledRequest: 'error' })
  opened.push(world, server)
  return world
}

const pushOf = (world: DirectedWorld): Promise<PushEntry | undefined> =>
  world.until(
    () =>
      world.journal.entries().find((entry): entry is PushEntry => entry.kind === 'push' && entry.ended !== undefined),
    600_000,
    'the push to settle',
  )
const attemptsOf = (world: DirectedWorld): AttemptEntry[] =>
  world.journal.entries().filter((entry) => entry.kind === 'attempt')
const botLine = (world: DirectedWorld): Promise<string | undefined> =>
  world.until(
    () => world.transcript.lines().find(({ who, open: isOpen }) => who === 'bot' && !isOpen)?.text,
    60_000,
    'an answer',
  )

it('rehearses a bot with compiled-in hosts that is a function in the same process', async () => {
  const world = await open({
    platforms: ['wechat', 'model'],
    settings: {
      wechat: { 'account.appid': 'wx00000000000000aa', 'account.secret': '0123456789abcdef0123456789abcdef' },
      model: { apiKey: 'sk-caipai', answers: [{ says: '从前有座山', after: '20s' }] },
    },
  })
  world.connectBot('wechat', bot)
  await world.act('wechat', 'send', '讲个故事')
  expect(await botLine(world)).toBe('从前有座山')
  expect((await pushOf(world))?.ended).toMatchObject({ outcome: 'acknowledged', attempts: 1 })
})

it('takes an HTTP server that does not listen', async () => {
  const world = await open({ platforms: ['wechat'] })
  const seen: string[] = []
  world.connectBot(
    'wechat',
    createServer((request, response) => {
      seen.push(...request.rawHeaders.slice(0, 2), request.url ?? '')
      response.end('success')
    }),
  )
  await world.act('wechat', 'send', '你好')
  expect((await pushOf(world))?.ended).toMatchObject({ outcome: 'acknowledged' })
  expect(seen.join(' ')).toMatch(/^User-Agent Mozilla.*\/wechat\/callback\?signature=/)
})

it('hangs up on a function that is too slow, and tells it', async () => {
  const world = await open({ platforms: ['wechat'] })
  let gone = 0
  world.connectBot('wechat', ({ signal }) => new Promise(() => signal.addEventListener('abort', () => (gone += 1))))
  await world.act('wechat', 'send', '你好')
  expect((await pushOf(world))?.ended).toMatchObject({ outcome: 'timeout', attempts: 3 })
  await world.until(() => (gone === 3 ? true : undefined), 1000, 'three hang-ups')
  expect(gone).toBe(3)
})

it('shows what a function threw', async () => {
  const world = await open({ platforms: ['wechat'] })
  world.connectBot('wechat', () => {
    throw new Error('没想到')
  })
  await world.act('wechat', 'send', '你好')
  expect((await pushOf(world))?.ended?.outcome).toBe('bad-status')
  expect(attemptsOf(world)[0]?.ended).toMatchObject({ status: 500, body: expect.stringContaining('没想到') as string })
})

it('takes a stream from a function, piece by piece', async () => {
  const world = await open({ platforms: ['livechat'], settings: { livechat: { 'robot.responseMode': 'streaming' } } })
  const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
  world.connectBot('livechat', () => {
    const pieces = ['从前', '有座', '山'].map((content) => event({ event: 'message', message_id: 'm-1', content }))
    return new Response(
      new ReadableStream({
        async pull(controller) {
          const piece = pieces.shift()
          if (piece === undefined) controller.close()
          else controller.enqueue(new TextEncoder().encode(piece))
          await new Promise((resolve) => setImmediate(resolve))
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    )
  })
  await world.act('livechat', 'send', '讲个故事')
  await pushOf(world)
  expect(attemptsOf(world)[0]?.ended?.chunks.length).toBeGreaterThanOrEqual(3)
})

it('breaks off with a stream that breaks', async () => {
  const world = await open({ platforms: ['wechat'] })
  world.connectBot(
    'wechat',
    () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('x')) })),
  )
  await world.act('wechat', 'send', '你好')
  expect((await pushOf(world))?.ended?.outcome).toBe('connect-fail')
})

it('keeps apart the bots of several platforms and webhooks, and refuses unknown ones', async () => {
  const world = await open({ platforms: ['wechat', 'rongcloud'] })
  const seen: string[] = []
  const answering = (name: string) => (): Response => {
    seen.push(name)
    return new Response('success')
  }
  world.connectBot('wechat', answering('wechat'))
  world.connectBot('rongcloud', { bot: answering('rongcloud') })
  await world.act('wechat', 'send', '你好')
  await pushOf(world)
  expect(seen).toEqual(['wechat'])
  expect(() => world.connectBot('rongcloud', { nothing: answering('x') })).toThrow(/has no webhook "nothing"/)
})
