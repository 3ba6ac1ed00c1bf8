import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { platform as model } from '../model/index.ts'
import { createWorld } from './create-world.ts'
import type { DirectedWorld } from './world.ts'
import { toy } from '../../test/toy-platform.ts'

let world: DirectedWorld
let bot: Server
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
let botUrl: string

beforeEach(async () => {
  bot = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => answer(request, response, body))
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  botUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/hook`
  world = await createWorld({
    platforms: [toy, model],
    seed: 'fixed',
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 40 },
  })
  world.connectBot('toy', botUrl)
})

afterEach(async () => {
  await world.close()
  bot.closeAllConnections()
  bot.close()
})

const settledPush = (): Promise<{ outcome: string; attempts: number } | undefined> =>
  world.until(
    () =>
      world.journal
        .entries()
        .flatMap((entry) => (entry.kind === 'push' && entry.ended !== undefined ? [entry.ended] : []))[0],
    60_000,
    'the push to settle',
  )

it('delivers headers in order and as spelled, and shows what the bot answers', async () => {
  let raw: string[] = []
  answer = (request, response, body) => {
    raw = request.rawHeaders
    response.end(`${body}!`)
  }
  await world.act('toy', 'send', '你好')
  expect(await settledPush()).toMatchObject({ outcome: 'answered', attempts: 1 })
  expect(raw).toEqual(['X-Odd-CASE', '1', 'Host', 'bot.example', 'Content-Length', '6'])
  expect(world.transcript.lines().map((line) => [line.who, line.text])).toEqual([['bot', '你好!']])
})

it('hangs up on a silent bot three times, in virtual time', async () => {
  let closed = 0
  answer = (request) => void request.socket.on('close', () => (closed += 1))
  const began = performance.now()
  const start = world.clock.now()
  await world.act('toy', 'send', 'anybody?')
  expect(await settledPush()).toMatchObject({ outcome: 'timeout', attempts: 3 })
  expect(world.clock.now() - start).toBeGreaterThanOrEqual(15_000)
  expect(performance.now() - began).toBeLessThan(5000)
  expect(world.transcript.lines().map((line) => line.via)).toEqual(['notice'])
  await world.until(() => (closed === 3 ? true : undefined), 1000, 'the bot to see three closed connections')
})

it('keeps an answer that came too late', async () => {
  world.patchSettings('toy', { deliveries: 1 })
  // A server that does not watch its connection, as many do: it writes whatever happens.
  bot.removeAllListeners('connection')
  bot.on('connection', (socket) => {
    socket.allowHalfOpen = true
    socket.once('data', () => socket.once('end', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate')))
  })
  await world.act('toy', 'send', 'anybody?')
  const late = await world.until(
    () =>
      world.journal
        .entries()
        .flatMap((entry) => (entry.kind === 'attempt' && entry.late !== undefined ? [entry.late] : []))[0],
    60_000,
    'the late answer',
  )
  expect(late).toMatchObject({ status: 200, body: 'late' })
})

it('says connect-fail when nobody listens', async () => {
  world.connectBot('toy', 'http://127.0.0.1:1/')
  await world.act('toy', 'send', 'anybody?')
  expect(await settledPush()).toMatchObject({ outcome: 'connect-fail', attempts: 3 })
})

it('jumps while the bot is parked at the model, and the official client reads the answer', async () => {
  world.patchSettings('model', { answers: [{ when: '故事', says: '从前有座山', after: '40s' }] })
  const { baseUrl, apiKey } = world.connections()['model']!
  const client = new OpenAI({ baseURL: baseUrl!, apiKey: apiKey!, maxRetries: 0 })
  answer = (_request, response, body) => {
    void client.chat.completions
      .create({ model: 'any', messages: [{ role: 'user', content: body }] })
      .then((completion) => response.end(completion.choices[0]?.message.content))
  }
  world.patchSettings('toy', { timeoutMs: 60_000 })
  const began = performance.now()
  await world.act('toy', 'send', '讲个故事')
  expect(await settledPush()).toMatchObject({ outcome: 'answered', attempts: 1 })
  expect(world.transcript.lines()[0]?.text).toBe('从前有座山')
  expect(performance.now() - began).toBeLessThan(5000)
})

it('streams a scripted answer to the official client, and counts its calls', async () => {
  world.patchSettings('model', { answers: [{ says: '春眠不觉晓', pieces: 5, pause: '1s' }] })
  const { baseUrl, apiKey } = world.connections()['model']!
  const client = new OpenAI({ baseURL: baseUrl!, apiKey: apiKey!, maxRetries: 0 })
  const pieces: string[] = []
  const release = world.clock.wait('the stream')
  const chunks = await client.chat.completions.create({
    model: 'any',
    stream: true,
    messages: [{ role: 'user', content: 'x' }],
  })
  for await (const chunk of chunks) pieces.push(chunk.choices[0]?.delta.content ?? '')
  release()
  expect(pieces.filter(Boolean)).toEqual(['春', '眠', '不', '觉', '晓'])
  expect(world.journal.entries().filter((entry) => entry.kind === 'call')).toHaveLength(1)
  expect((await client.models.list()).data.map((one) => one.id)).toEqual(['caipai-1'])
})

it.each(['json', '', 'a b/c', 'application/json, text/plain', '/', 'application/json'])(
  'leaves a body whose Content-Type is %j to the platform',
  async (type) => {
    const asked = await fetch(`${world.baseUrl}/toy/ask`, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: new Uint8Array([1]),
    })
    expect(asked.status).toBe(200)
  },
)

it('strikes with the faults that were asked for, then no more', async () => {
  world.faults.add({ operation: 'model.*', code: 503, times: 2 })
  const { baseUrl, apiKey } = world.connections()['model']!
  const ask = async (): Promise<number> =>
    (await fetch(`${baseUrl}/models`, { headers: { authorization: `Bearer ${apiKey}` } })).status
  expect([await ask(), await ask(), await ask()]).toEqual([503, 503, 200])
  world.faults.add({ operation: 'model.models.list', reset: true })
  await expect(ask()).rejects.toThrow('fetch failed')
})

it('advances past 48 hours at once and stamps what follows with the new time', async () => {
  const before = world.clock.now()
  await world.clock.advance(48 * 3_600_000)
  expect(world.clock.now() - before).toBeGreaterThanOrEqual(48 * 3_600_000)
  world.reset()
  expect(Math.abs(world.clock.now() - Date.now())).toBeLessThan(1000)
})

it('refuses pushes that would leave this machine', () => {
  expect(() => world.connectBot('toy', 'http://bot.example/')).toThrow(/pushes go to this machine only/)
})

it('serves the control API to this machine and to no page of the internet', async () => {
  const call = (path: string, init?: RequestInit): Promise<Response> => fetch(`${world.baseUrl}/_caipai${path}`, init)
  answer = (_request, response, body) => void response.end(body)
  const acted = await call('/platforms/toy/acts/send', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '"你好"',
  })
  expect(acted.status).toBe(200)
  const { lines } = (await (await call('/transcript?who=bot&within=10s')).json()) as {
    lines: { text: string }[]
  }
  expect(lines.map((line) => line.text)).toEqual(['你好'])
  expect((await call('/journal', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  const unknown = (await (await call('/platforms/nope')).json()) as { code: string; fix: string }
  expect(unknown).toMatchObject({ code: 'PLATFORM_UNKNOWN', fix: 'Use one of: toy, model' })
  const { paths } = (await (await call('/openapi.json')).json()) as {
    paths: Record<string, object>
  }
  expect(Object.keys(paths)).toContain('/_caipai/clock/advance')
})

it('lays one patch over another, durations and all, until the next reset', async () => {
  world.patchSettings('model', { answers: [{ says: 'slow', after: '8s' }] })
  world.patchSettings('model', { otherwise: 'eh?' })
  expect(world.platform('model').settings).toMatchObject({ answers: [{ says: 'slow', after: 8000 }], otherwise: 'eh?' })
  world.reset()
  expect(world.platform('model').settings).toMatchObject({ answers: [], otherwise: '你说的是：{{text}}' })
  expect(() => world.patchSettings('model', { anwsers: [] })).toThrow(/settings of model do not fit/)
})
