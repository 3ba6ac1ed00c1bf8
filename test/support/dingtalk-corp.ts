import { entriesOf } from './entries.ts'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TranscriptLine } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { createWorld } from '../../emulators/core/create-world.ts'
import { platform } from '../../emulators/dingtalk/index.ts'

/** A callback as the bot has received it over HTTP. */
export interface Received {
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What a callback says, as far as tests ask. */
export interface RobotCallback {
  readonly msgId: string
  readonly msgtype: string
  readonly conversationId: string
  readonly conversationType: string
  readonly senderStaffId?: string
  readonly sessionWebhook: string
  readonly sessionWebhookExpiredTime: number
  readonly text?: { readonly content: string }
  readonly content?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The JSON of the body; empty when it is none. */
  readonly body: Record<string, unknown>
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
}

/** A world with DingTalk in it and a bot with an HTTP server that does nothing by itself. */
export interface Corp {
  readonly world: DirectedWorld
  /** Callbacks so far, oldest first. */
  readonly received: Received[]
  /** How the bot answers callbacks; default 200 with `{"msgtype":"empty"}`. */
  answer: (request: Received, response: ServerResponse) => void
  readonly serverUrl: string
  /** Somebody says something; gives the callback that the bot gets for it. */
  say(input: unknown): Promise<RobotCallback>
  /** Any call as it is, without a token. `url` may be whole or a path. */
  call(
    url: string,
    options?: CallOptions & { readonly body?: string | Buffer; readonly type?: string },
  ): Promise<Answer>
  /** Posts JSON without a token, as to a webhook. */
  post(url: string, body: unknown, options?: CallOptions): Promise<Answer>
  /** Posts a form without a token. */
  form(url: string, fields: Record<string, string>, options?: CallOptions): Promise<Answer>
  /** The access token that lives now. */
  token(): Promise<string>
  /** Calls an operation of the gateway with an access token. */
  api(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  lines(): TranscriptLine[]
  /** Lines of the bot. */
  shown(): TranscriptLine[]
  /** Codes of the remarks so far. */
  remarks(): string[]
  close(): Promise<void>
}

export const CLIENT_ID = 'dingemuapp0000000001'
export const CLIENT_SECRET = 'demo-app-secret'

/** Opens a world whose webhooks named in `webhooks` lead to the bot's server. */
export async function openCorp(
  settings: Record<string, unknown> = {},
  webhooks: readonly string[] = ['robot'],
): Promise<Corp> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const callback = {
        url: new URL(request.url ?? '/', 'http://bot'),
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      received.push(callback)
      corp.answer(callback, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const world = await createWorld({
    platforms: [platform],
    seed: 'fixed',
    settings: { dingtalk: { 'app.clientId': CLIENT_ID, 'app.clientSecret': CLIENT_SECRET, ...settings } },
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 40 },
  })
  for (const name of webhooks) world.connectBot('dingtalk', { [name]: `${serverUrl}/${name}` })

  const corp: Corp = {
    world,
    received,
    answer: (_request, response) =>
      void response.setHeader('content-type', 'application/json').end('{"msgtype":"empty"}'),
    serverUrl,
    async say(input) {
      const before = received.length
      await world.act('dingtalk', 'send', input)
      const callback = await world.until(() => received[before], 60_000, 'the callback')
      if (callback === undefined) throw new Error('no callback came')
      return JSON.parse(callback.body) as RobotCallback
    },
    async call(url, { method = 'POST', headers = {}, body, type } = {}) {
      const response = await fetch(url.startsWith('/') ? `${world.baseUrl}${url}` : url, {
        method,
        headers: { ...(type === undefined ? {} : { 'Content-Type': type }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      })
      const text = await response.text()
      const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
      }
    },
    post: (url, body, options = {}) =>
      corp.call(url, { ...options, body: JSON.stringify(body), type: 'application/json' }),
    form: (url, fields, options = {}) =>
      corp.call(url, {
        ...options,
        body: new URLSearchParams(fields).toString(),
        type: 'application/x-www-form-urlencoded',
      }),
    async token() {
      const { body } = await corp.post('/v1.0/oauth2/accessToken', { appKey: CLIENT_ID, appSecret: CLIENT_SECRET })
      return String(body['accessToken'])
    },
    async api(method, path, body, options = {}) {
      const headers = { 'x-acs-dingtalk-access-token': await corp.token(), ...options.headers }
      return corp.call(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json; charset=utf-8' }),
      })
    },
    lines: () => world.transcript.lines(),
    shown: () => world.transcript.lines().filter(({ who }) => who === 'bot'),
    remarks: () => entriesOf(world, 'remark').map((entry) => entry.code),
    async close() {
      await world.close()
      server.closeAllConnections()
      server.close()
    },
  }
  return corp
}
