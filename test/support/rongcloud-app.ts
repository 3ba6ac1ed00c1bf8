import { entriesOf } from './entries.ts'
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { createWorld } from '../../emulators/core/create-world.ts'
import { platform } from '../../emulators/rongcloud/index.ts'

/** A callback as the app's server has received it. */
export interface Received {
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A world with RongCloud in it, an app's server, and a client of the server API that signs by itself. */
export interface App {
  readonly world: DirectedWorld
  /** Callbacks so far, oldest first. */
  readonly received: Received[]
  /** How the app's server answers; default 200 without a body. */
  answer: (request: Received, response: ServerResponse) => void
  readonly serverUrl: string
  json(path: string, body: unknown, options?: CallOptions): Promise<Answer>
  form(path: string, fields: Record<string, string | readonly string[]>, options?: CallOptions): Promise<Answer>
  call(path: string, options: CallOptions & { readonly body?: string; readonly type?: string }): Promise<Answer>
  remarks(): string[]
  close(): Promise<void>
}

export interface CallOptions {
  readonly headers?: Record<string, string>
  readonly method?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown>
}

/** Signed headers, computed here and not by the code under test. */
export function signedHeaders(
  secret: string,
  nonce = '1068826355',
  timestamp = '1741248603000',
): Record<string, string> {
  return {
    Nonce: nonce,
    Timestamp: timestamp,
    Signature: createHash('sha1')
      .update(secret + nonce + timestamp)
      .digest('hex'),
  }
}

/** Opens a world whose webhooks named in `webhooks` lead to the app's server. */
export async function openApp(settings: Record<string, unknown> = {}, webhooks: readonly string[] = []): Promise<App> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const callback = {
        url: new URL(request.url ?? '/', 'http://app'),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      received.push(callback)
      app.answer(callback, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const world = await createWorld({
    platforms: [platform],
    seed: 'fixed',
    settings: { rongcloud: { appKey: 'emuAppKey0001', appSecret: 'emuSecret0001', ...settings } },
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 40 },
  })
  for (const name of webhooks) world.connectBot('rongcloud', { [name]: `${serverUrl}/${name}?own=1` })

  const call: App['call'] = async (path, { headers = {}, method = 'POST', body, type }) => {
    const response = await fetch(`${world.baseUrl}${path}`, {
      method,
      headers: {
        'App-Key': 'emuAppKey0001',
        ...signedHeaders('emuSecret0001'),
        ...(type === undefined ? {} : { 'Content-Type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }

  const app: App = {
    world,
    received,
    answer: (_request, response) => void response.end(),
    serverUrl,
    call,
    json: (path, body, options = {}) =>
      call(path, { ...options, body: JSON.stringify(body), type: 'application/json' }),
    form(path, fields, options = {}) {
      const form = new URLSearchParams()
      for (const [key, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(key, one)
      return call(path, { ...options, body: form.toString(), type: 'application/x-www-form-urlencoded' })
    },
    remarks: () => entriesOf(world, 'remark').map((entry) => entry.code),
    async close() {
      await world.close()
      server.closeAllConnections()
      server.close()
    },
  }
  return app
}

/** Waits until so many pushes have come to their end, in virtual time, and gives their outcomes. */
export async function settledPushes(
  world: DirectedWorld,
  count: number,
  withinMs = 120_000,
): Promise<string[] | undefined> {
  return world.until(
    () => {
      const ended = entriesOf(world, 'push').flatMap((push) => push.ended?.outcome ?? [])
      return ended.length >= count ? ended : undefined
    },
    withinMs,
    `${count} callbacks to end`,
  )
}
