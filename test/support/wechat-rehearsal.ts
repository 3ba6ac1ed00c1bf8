import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { entriesOf, settledInTurn, type Settled } from './entries.ts'
import { createWorld } from '../../emulators/core/create-world.ts'
import type { CallEntry, RemarkEntry, TranscriptLine } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { platform } from '../../emulators/wechat/index.ts'

/** A request of the platform as the bot in a test sees it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly query: URLSearchParams
  readonly rawHeaders: readonly string[]
  readonly body: string
  /** The port it came from: tells connections apart. */
  readonly port: number
}

/** A bot in a test: gets the request and writes whatever it likes, or never. */
export type Bot = (request: Received, response: ServerResponse) => void

/** A world with the platform, and a bot over real HTTP that misbehaves as a test says. */
export interface Rehearsal {
  readonly world: DirectedWorld
  readonly received: Received[]
  bot: Bot
  act(verb: string, input: unknown): Promise<number>
  /** Waits for the next push to settle that nobody has waited for, and gives it with its deliveries. */
  settled(): Promise<Settled>
  /** Calls the API as a bot does; gives the answer's JSON. */
  call(
    path: string,
    init?: {
      readonly body?: unknown
      readonly method?: string
      readonly raw?: string | Uint8Array
      readonly headers?: Record<string, string>
    },
  ): Promise<Record<string, unknown>>
  /** A valid access token. */
  token(): Promise<string>
  lines(who?: TranscriptLine['who']): string[]
  remarks(): RemarkEntry[]
  calls(): CallEntry[]
  openid(name?: string): string
  close(): Promise<void>
}

/**
 * Starts a world and a bot that acknowledges everything. With `deaf` the bot's server does not notice that its peer has
 * hung up, as many servers do not, and writes its answers all the same.
 */
export async function rehearse(settings: Record<string, unknown> = {}, { deaf = false } = {}): Promise<Rehearsal> {
  const received: Received[] = []
  let bot: Bot = (_request, response) => void response.end('success')
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const url = request.url ?? '/'
      const seen: Received = {
        method: request.method ?? '',
        url,
        query: new URL(url, 'http://bot').searchParams,
        rawHeaders: request.rawHeaders,
        body,
        port: request.socket.remotePort ?? 0,
      }
      received.push(seen)
      bot(seen, response)
    })
  })
  if (deaf) Object.assign(server, { httpAllowHalfOpen: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const world = await createWorld({
    platforms: [platform],
    settings: { wechat: settings },
    seed: 'rehearsal',
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 40 },
  })
  world.connectBot('wechat', `http://127.0.0.1:${(server.address() as AddressInfo).port}/wx`)

  const rehearsal: Rehearsal = {
    world,
    received,
    get bot() {
      return bot
    },
    set bot(next) {
      bot = next
    },
    act: (verb, input) => world.act('wechat', verb, input),
    settled: settledInTurn(world),
    async call(path, { body, method, raw, headers } = {}) {
      const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
      const answer = await fetch(`${world.baseUrl}${path}`, {
        method: method ?? (sent === undefined ? 'GET' : 'POST'),
        ...(sent === undefined ? {} : { body: sent as string }),
        ...(headers === undefined ? {} : { headers }),
      })
      const text = await answer.text()
      return JSON.parse(text) as Record<string, unknown>
    },
    async token() {
      const { appId, appSecret } = world.connections()['wechat'] ?? {}
      const { access_token } = await rehearsal.call(
        `/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=${appSecret}`,
      )
      return String(access_token)
    },
    lines: (who) =>
      world.transcript
        .lines()
        .filter((line) => who === undefined || line.who === who)
        .map((line) => `${line.who} ${line.kind} ${line.text}`.trim()),
    remarks: () => entriesOf(world, 'remark'),
    calls: () => entriesOf(world, 'call'),
    openid(name = 'alice') {
      const push = received.find(
        (one) => one.query.get('openid') !== null && entriesOf(world, 'push').some((entry) => entry.user === name),
      )
      return push?.query.get('openid') ?? ''
    },
    async close() {
      await world.close()
      server.closeAllConnections()
      server.close()
    },
  }
  return rehearsal
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The value of an element in a body. */
export function elementOf(body: string, name: string): string {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))</${name}>`).exec(body)
  return found?.[1] ?? found?.[2] ?? ''
}

/** A text reply to a push, as most bots write it. */
export function textReply(body: string, content: string): string {
  return `<xml><ToUserName><![CDATA[${elementOf(body, 'FromUserName')}]]></ToUserName><FromUserName><![CDATA[${elementOf(body, 'ToUserName')}]]></FromUserName><CreateTime>1767225602</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content></xml>`
}
