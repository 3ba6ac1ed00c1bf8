import https, { request as namedRequest } from 'node:https'
import axios from 'axios'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { CallEntry } from './core/journal-entries.ts'
import { createWorld, type DirectedWorld } from './index.ts'
import { handlersFor } from './msw.ts'

let world: DirectedWorld
let server: ReturnType<typeof setupServer>

beforeAll(async () => {
  world = await createWorld({
    platforms: ['wechat', 'livechat', 'rongcloud', 'aliyun-chatbot', 'model'],
    listen: false,
    clock: { mode: 'virtual', settleMs: 5, patienceMs: 20 },
  })
  server = setupServer(...handlersFor(world, { also: { 'https://api.deepseek.com': '/v1' } }))
  server.listen({ onUnhandledRequest: 'error' })
})
beforeEach(() => {
  server.resetHandlers()
  world.reset()
})
afterAll(async () => {
  server.close()
  await world.close()
})

const calls = (): CallEntry[] => world.journal.entries().filter((entry) => entry.kind === 'call')
const TOKEN_PATH = '/cgi-bin/token?grant_type=client_credential&appid=nobody&secret=x'
const completion = (more: object = {}): { method: string; headers: Record<string, string>; body: string } => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${world.connections()['model']?.['apiKey']}` },
  body: JSON.stringify({ model: 'any', messages: [{ role: 'user', content: '你好' }], ...more }),
})

/** Calls as a bot on node:https does. */
function callHttps(
  url: string,
  options: https.RequestOptions & { body?: string } = {},
): Promise<[number, string, string[]]> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const request = https.request(url, rest, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve([response.statusCode ?? 0, text, response.rawHeaders]))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

it.each([
  ['fetch', async (url: string) => (await fetch(url)).text()],
  ['node:https', async (url: string) => (await callHttps(url))[1]],
  ['axios', async (url: string) => JSON.stringify((await axios.get(url)).data)],
] as const)('%s reaches the world under the vendor’s own host name', async (_client, get) => {
  expect(JSON.parse(await get(`https://api.weixin.qq.com${TOKEN_PATH}`))).toMatchObject({ errcode: 40013 })
  expect(calls()).toMatchObject([{ operation: 'wechat.token', url: TOKEN_PATH, from: '127.0.0.1' }])
})

it('gives node:http clients their path and header lines as they wrote them', async () => {
  let lines: readonly string[] = []
  const spy = await createWorld({ platforms: ['model'], listen: false })
  spy.platform('model').answer = (call) => {
    lines = [call.url, ...call.rawHeaders]
    return { status: 200, headers: { 'X-Odd-CASE': '1' }, body: '', ok: true }
  }
  server.use(...handlersFor(spy))
  const [, , rawHeaders] = await callHttps('https://api.openai.com', {
    path: "/v1/models?q='a'",
    headers: { 'X-Second': '2', 'x-First': '1' },
  })
  expect(lines.slice(0, 7)).toEqual(["/v1/models?q='a'", 'X-Second', '2', 'x-First', '1', 'Host', 'api.openai.com'])
  expect(rawHeaders).toContain('X-Odd-CASE')
  await spy.close()
})

it('takes uploads byte by byte', async () => {
  const { appId = '', appSecret = '' } = world.connections()['wechat'] ?? {}
  const token = await fetch(
    `https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${appSecret}`,
  )
  const { access_token: accessToken } = (await token.json()) as { access_token: string }
  const bytes = new Uint8Array(70_000).map((_, at) => [0xff, 0xd8, 0xff][at] ?? at % 256)
  const form = new FormData()
  form.set('media', new Blob([bytes], { type: 'image/jpeg' }), 'cat.jpg')
  const api = `https://api.weixin.qq.com/cgi-bin/media`
  const uploaded = (await (
    await fetch(`${api}/upload?access_token=${accessToken}&type=image`, { method: 'POST', body: form })
  ).json()) as { media_id: string }
  const back = await fetch(`${api}/get?access_token=${accessToken}&media_id=${uploaded.media_id}`)
  expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
})

it('streams, in virtual time', async () => {
  world.patchSettings('model', { answers: [{ says: '从前有座山', pieces: 3, pause: '4s' }] })
  const release = world.clock.wait('the stream')
  const began = world.clock.now()
  const answer = await fetch('https://api.openai.com/v1/chat/completions', completion({ stream: true }))
  const times: number[] = []
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    if (chunk.includes('"content"')) times.push(Math.round((world.clock.now() - began) / 1000))
  }
  release()
  expect(times).toEqual([0, 0, 4, 8])
})

it('holds a slow answer without waiting for it', async () => {
  world.patchSettings('model', { answers: [{ says: '好', after: '30s' }] })
  const release = world.clock.wait('the answer')
  const before = performance.now()
  const [status, body] = await callHttps('https://api.deepseek.com/chat/completions', completion())
  release()
  expect([status, body]).toEqual([200, expect.stringContaining('好')])
  expect(performance.now() - before).toBeLessThan(3000)
})

it.each([
  ['fetch', (signal: AbortSignal) => fetch('https://api.openai.com/v1/chat/completions', { ...completion(), signal })],
  [
    'node:https',
    (signal: AbortSignal) => callHttps('https://api.openai.com/v1/chat/completions', { ...completion(), signal }),
  ],
] as const)('sees that a client of %s has gone away', async (_client, call) => {
  world.patchSettings('model', { answers: [{ says: '好', after: '30s' }] })
  // Nothing may jump over the 30 s before the client has left.
  world.clock.tune({ settleMs: 60_000 })
  const leave = new AbortController()
  const answer = call(leave.signal)
  const failed = answer.then(
    () => 'answered',
    (error: Error) => error.name,
  )
  await vi.waitUntil(() => world.wire.parked > 0)
  leave.abort()
  expect(await failed).toBe('AbortError')
  world.clock.tune({ settleMs: 5 })
  const left = await world.until(() => calls().find((entry) => entry.ended !== undefined), 60_000, 'the call to end')
  expect(left?.ended).toMatchObject({ code: 'client_closed' })
})

it.each([
  ['fetch', () => fetch(`https://api.weixin.qq.com${TOKEN_PATH}`), { name: 'TypeError' }],
  ['node:https', () => callHttps(`https://api.weixin.qq.com${TOKEN_PATH}`), { code: 'ECONNRESET' }],
  ['axios', () => axios.get(`https://api.weixin.qq.com${TOKEN_PATH}`), { code: 'ECONNRESET' }],
] as const)('a connection that is reset fails a call of %s', async (_client, call, error) => {
  world.faults.add({ operation: 'wechat.token', reset: true })
  await expect(call()).rejects.toMatchObject(error)
  expect(calls()[0]?.ended).toMatchObject({ status: 0, message: 'connection reset' })
})

it('breaks a stream off in the middle', async () => {
  world.patchSettings('model', { answers: [{ says: '从前有座山', pieces: 2, breaksAfter: 1 }] })
  const answer = await fetch('https://api.openai.com/v1/chat/completions', completion({ stream: true }))
  await expect(answer.text()).rejects.toThrow(/terminated|aborted/)
})

it('answers under the world’s own base URL too, control API included', async () => {
  const answer = await fetch(`${world.baseUrl}/_caipai/`)
  expect(await answer.json()).toMatchObject({ name: 'caipai' })
})

it('does not see named imports of node:https, as the guide says', () => {
  expect(https.request).not.toBe(namedRequest)
})
