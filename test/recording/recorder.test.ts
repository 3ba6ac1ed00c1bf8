import { createServer, request as open, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { RecordConfig } from '../../contracts/recording/config.ts'
import { startRecorder, type Recorder } from '../../contracts/recording/recorder.ts'
import type { PlatformInfo } from '../../emulators/core/platform.ts'
import type { Recaller } from '../../emulators/core/recall.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closers.push(() => new Promise((closed) => server.close(closed).closeAllConnections()))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

interface Between {
  readonly recorder: Recorder
  readonly told: string[]
  readonly folder: string
}

/** A recorder between `upstream` and a bot, for a platform whose paths begin with /api/. */
async function record(upstream: Readonly<Record<string, string>>, recaller: Recaller, bot?: string): Promise<Between> {
  const info = {
    id: 'toy',
    prefixes: ['/api/'],
    webhooks: { callback: 'pushes' },
    operations: [{ id: 'toy.ask', method: 'POST', path: '/api/ask' }],
    recall: { carries: [], detours: ['downloadUrl'], open: () => recaller },
  } as unknown as PlatformInfo
  const folder = mkdtempSync(`${tmpdir()}/caipai-recorder-`)
  const told: string[] = []
  const config: RecordConfig = {
    listen: { host: '127.0.0.1', port: 0 },
    name: 'recorded',
    match: 'exact',
    pause: 10_000,
    hide: [],
    output: folder,
    secrets: [],
    accounts: [
      {
        info,
        upstream: Object.entries(upstream).toSorted(([a], [b]) => b.length - a.length),
        bot: new Map(bot === undefined ? [] : [['callback', new URL(bot)]]),
        settings: {},
        plain: {},
      },
    ],
  }
  const recorder = await startRecorder(config, { stem: 'one', tell: (line) => told.push(line) })
  closers.push(() => recorder.close())
  return { recorder, told, folder }
}

/** A promise and what keeps it. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let keep = (): void => undefined
  const promise = new Promise<void>((resolve) => (keep = resolve))
  return { promise, resolve: () => keep() }
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

describe('what passes', () => {
  it('goes to the upstream of its path, with its host, its headers and its query', async () => {
    const seen: string[] = []
    const listener: RequestListener = (request, response) => {
      seen.push(`${request.headers.host} ${request.url} ${request.headers['x-own']}`)
      response.writeHead(207, { 'X-Twice': ['a', 'b'] }).end('said')
    }
    const [one, two] = [await listen(listener), await listen(listener)]
    const { recorder } = await record({ '/': one.url, '/api/v2/': `${two.url}/deep` }, {})
    const answer = await fetch(`${recorder.url}/api/v2/x?a=%2F`, { headers: { 'x-own': 'mine' } })
    expect([answer.status, answer.headers.get('x-twice'), await answer.text()]).toEqual([207, 'a, b', 'said'])
    await fetch(`${recorder.url}/api/y`, { headers: { 'x-own': 'mine' } })
    expect(seen).toEqual([`${two.url.slice(7)} /deep/api/v2/x?a=%2F mine`, `${one.url.slice(7)} /api/y mine`])
  })

  it('comes as it is written, before the answer is whole', async () => {
    let finish = (): void => undefined
    const { url } = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      finish = () => response.end('data: 2\n\n')
    })
    const { recorder } = await record({ '/': url }, {})
    const answer = await fetch(`${recorder.url}/api/stream`)
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toBe('data: 1\n\n')
    finish()
    expect((await reader.read()).value).toBe('data: 2\n\n')
  })

  it('is passed whole, and not recorded, when it is very large', async () => {
    let bytes = 0
    const { url } = await listen((request, response) => {
      void bodyOf(request).then((body) => {
        bytes = body.length
        response.end('ok')
      })
    })
    let calls = 0
    const { recorder, told } = await record({ '/': url }, { call: () => ((calls += 1), []) })
    const body = Buffer.alloc(11 * 1024 * 1024, 'x')
    expect(await (await fetch(`${recorder.url}/api/ask`, { method: 'POST', body })).text()).toBe('ok')
    expect([bytes, calls]).toEqual([body.length, 0])
    expect(told).toEqual([expect.stringContaining('larger than')])
  })

  it('is asked for uncompressed, and read when it is compressed all the same', async () => {
    const asked: unknown[] = []
    const { url } = await listen((request, response) => {
      asked.push(request.headers['accept-encoding'])
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(gzipSync('{"said":"你好"}'))
    })
    const seen: string[] = []
    const { recorder } = await record(
      { '/': url },
      { call: (_operation, _request, { body }) => (seen.push(body.toString()), []) },
    )
    const answer = await fetch(`${recorder.url}/api/ask`, { method: 'POST', body: '{}' })
    expect(await answer.json()).toEqual({ said: '你好' })
    await recorder.close()
    expect(asked).toEqual(['identity'])
    expect(seen).toEqual(['{"said":"你好"}'])
  })

  it('is not touched by a recorder that fails', async () => {
    const { url } = await listen((_request, response) => response.end('ok'))
    const { recorder, told } = await record(
      { '/': url },
      {
        call() {
          throw new Error('a bug')
        },
      },
    )
    expect(await (await fetch(`${recorder.url}/api/ask`, { method: 'POST', body: '{}' })).text()).toBe('ok')
    await recorder.close()
    expect(told).toEqual([expect.stringContaining('toy: the recorder failed: Error: a bug')])
  })

  it('belongs to nobody: the asker is told', async () => {
    const { recorder, told } = await record({ '/': 'http://127.0.0.1:1' }, {})
    expect((await fetch(`${recorder.url}/elsewhere`)).status).toBe(404)
    expect(told).toEqual(['GET /elsewhere belongs to no platform of the config'])
  })
})

describe('hanging up', () => {
  it('a side that cannot be reached has not answered', async () => {
    const { recorder, told } = await record({ '/': 'http://127.0.0.1:1' }, {})
    await expect(fetch(`${recorder.url}/api/ask`)).rejects.toThrow('fetch failed')
    expect(told).toEqual([expect.stringContaining('GET /api/ask: http://127.0.0.1:1 ECONNREFUSED')])
  })

  it('passes from the asker to the other side, and is known', async () => {
    const asked = signal()
    const gone = signal()
    const { url } = await listen((request) => {
      request.socket.once('close', () => gone.resolve())
      void bodyOf(request).then(() => asked.resolve())
    })
    const ends: unknown[] = []
    const broken: Recaller['broken'] = (operation, _request, { by, sofar }) => (ends.push([operation, by, sofar]), [])
    const { recorder } = await record({ '/': url }, { broken })
    const asking = open(`${recorder.url}/api/ask`, { method: 'POST' })
    asking.on('error', () => undefined)
    asking.end('{}')
    await asked.promise
    asking.destroy()
    await gone.promise
    expect(ends).toEqual([['toy.ask', 'bot', undefined]])
  })

  it('passes from the other side to the asker, and what there was is known', async () => {
    const read = signal()
    const { url } = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      void read.promise.then(() => response.destroy())
    })
    const ends: unknown[] = []
    const broken: Recaller['broken'] = (_operation, _request, { by, sofar }) => (
      ends.push([by, sofar?.status, sofar?.body.toString()]),
      []
    )
    const { recorder } = await record({ '/': url }, { broken })
    const answer = await fetch(`${recorder.url}/api/ask`, { method: 'POST', body: '{}' })
    const reader = answer.body!.getReader()
    expect((await reader.read()).value?.length).toBe(4)
    read.resolve()
    await expect(reader.read()).rejects.toThrow('terminated')
    expect(ends).toEqual([['platform', 200, 'half']])
  })
})

describe('pushes', () => {
  it.each([
    ['in pieces', (size: number) => ({ 'transfer-encoding': 'chunked', 'x-size': String(size) })],
    ['of a known length', (size: number) => ({ 'content-length': String(size) })],
  ])('lead to the recorder when their JSON comes %s', async (_what, more) => {
    const seen: { body: string; length: string | undefined }[] = []
    const bot = await listen((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push({ body: body.toString(), length: request.headers['content-length'] })
        response.end()
      })
    })
    const { recorder } = await record({ '/': 'https://oapi.example.com' }, {}, `${bot.url}/hook`)
    const push = (text: string): Promise<void> =>
      new Promise((done, failed) => {
        const headers = { 'content-type': 'application/json', ...more(Buffer.byteLength(text)) }
        const pushing = open(`${recorder.url}/hook`, { method: 'POST', headers }, (answer) =>
          answer.resume().on('end', done),
        )
        pushing.on('error', failed)
        pushing.write(text.slice(0, 5))
        pushing.end(text.slice(5))
      })
    await push('{"webhook":"https://oapi.example.com/s"}')
    const large = JSON.stringify({ webhook: 'https://oapi.example.com/s', rest: 'x'.repeat(2 * 1024 * 1024) })
    await push(large)
    const changed = `{"webhook":"${recorder.url}/s"}`
    expect(seen[0]).toEqual({ body: changed, length: String(changed.length) })
    expect(seen[1]?.body).toBe(large)
  })

  it('go to the bot with its own query, and below it with the path a platform has added', async () => {
    const seen: (string | undefined)[] = []
    const bot = await listen((request, response) => {
      seen.push(request.url)
      response.end()
    })
    const { recorder } = await record({ '/': 'http://127.0.0.1:1' }, {}, `${bot.url}/hook?own=1`)
    expect(recorder.hooks[0]?.url).toBe(`${recorder.url}/hook`)
    await fetch(`${recorder.url}/hook?signature=2`, { method: 'POST' })
    await fetch(`${recorder.url}/hook/v1/actions/ask`, { method: 'POST' })
    expect(seen).toEqual(['/hook?own=1&signature=2', '/hook/v1/actions/ask?own=1'])
  })
})

describe('files on other hosts', () => {
  it('come by way of the recorder, which knows them then', async () => {
    const files = await listen((request, response) => response.end(`bytes of ${request.url}`))
    const { url } = await listen((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ downloadUrl: `${files.url}/a/b.txt?sign=1` })),
    )
    const seen: unknown[] = []
    const { recorder } = await record(
      { '/': url },
      { call: (operation, request, answer) => (seen.push([operation, request.url, answer.body.length]), []) },
    )
    const told = (await (await fetch(`${recorder.url}/api/ask`, { method: 'POST', body: '{}' })).json()) as {
      downloadUrl: string
    }
    expect(told.downloadUrl.startsWith(recorder.url)).toBe(true)
    expect(await (await fetch(told.downloadUrl)).text()).toBe('bytes of /a/b.txt?sign=1')
    await recorder.close()
    expect(seen).toEqual([
      ['toy.ask', '/api/ask', expect.any(Number)],
      [undefined, '/a/b.txt?sign=1', 'bytes of /a/b.txt?sign=1'.length],
    ])
  })
})

it('a WebSocket passes both ways, with its pings and the code it is closed with', async () => {
  const heard: string[] = []
  const { server, url } = await listen((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ endpoint: `${url.replace('http', 'ws')}/api/connect` })),
  )
  const far = new WebSocketServer({ server, path: '/api/connect' })
  far.on('connection', (socket, request) => {
    heard.push(request.url ?? '')
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString())
      socket.ping('pinged')
    })
    socket.on('pong', (data: Buffer) => {
      heard.push(data.toString())
      socket.close(4001, 'enough')
    })
    socket.send('welcome')
  })
  const frames: string[] = []
  const { recorder } = await record({ '/': url }, { frame: (from, text) => (frames.push(`${from}: ${text}`), []) })
  const { endpoint } = (await (await fetch(`${recorder.url}/api/ask`, { method: 'POST', body: '{}' })).json()) as {
    endpoint: string
  }
  expect(endpoint).toBe(`${recorder.url.replace('http', 'ws')}/api/connect`)
  const near = new WebSocket(`${endpoint}?ticket=1`)
  near.on('message', () => near.send('thanks'))
  const [code, reason] = await new Promise<[number, Buffer]>((closed) =>
    near.once('close', (...end) => closed(end as [number, Buffer])),
  )
  expect([code, reason.toString()]).toEqual([4001, 'enough'])
  expect(heard).toEqual(['/api/connect?ticket=1', 'thanks', 'pinged'])
  expect(frames).toEqual(['platform: welcome', 'bot: thanks'])
})

it('writes nothing of nothing', async () => {
  const { recorder, folder } = await record({ '/': 'http://127.0.0.1:1' }, {})
  expect(await recorder.close()).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})
