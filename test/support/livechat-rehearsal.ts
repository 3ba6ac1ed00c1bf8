import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { entriesOf, settledInTurn, type Settled } from './entries.ts'
import { createWorld } from '../../emulators/core/create-world.ts'
import type { RemarkEntry, TranscriptLine } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { platform } from '../../emulators/livechat/index.ts'
import type { LivechatSettingsInput } from '../../emulators/livechat/settings.ts'

/** A push as the bot in a test sees it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names and values alternating. */
  readonly rawHeaders: readonly string[]
  readonly raw: string
  readonly body: PushBody
}

/** The JSON of a push, as loosely as a test needs it. */
export interface PushBody {
  readonly robotId: string
  readonly conversationId?: string | null
  readonly data: readonly { readonly messageType: number | string; readonly message: Record<string, string> }[]
  readonly visitorId: string
  readonly sender?: string
  readonly inputs?: Record<string, unknown>
  readonly responseMode: 'blocking' | 'streaming'
}

/** A bot in a test: gets the push and writes whatever it likes, or never. */
export type Bot = (push: Received, response: ServerResponse) => void

/** A world with the gateway, and a bot over real HTTP that behaves as a test says. */
export interface Rehearsal {
  readonly world: DirectedWorld
  readonly received: Received[]
  readonly botUrl: string
  bot: Bot
  act(verb: string, input: unknown): Promise<number>
  /** Waits for the next push to settle that nobody has waited for, and gives it with its deliveries. */
  settled(): Promise<Settled>
  /** Sends a text and waits for its push to settle. */
  ask(input?: unknown): Promise<Settled>
  /** `who kind text` of the lines, events of the platform by their kind. */
  lines(who?: TranscriptLine['who']): string[]
  line(kind: string): TranscriptLine | undefined
  remarks(): RemarkEntry[]
  /** Codes of the remarks, without `livechat/`. */
  codes(): string[]
  close(): Promise<void>
}

/** One element of `answers`: a message of a type. */
export const message = (type: number, content: unknown): object => ({
  answerType: 'message',
  answerContent: { type, content },
})
export const text = (content: string): object => message(100, { content })
export const transfer = (actionData: object = {}): object => ({
  answerType: 'action',
  answerContent: { actionType: 'TRANSFER_HUMAN', actionData },
})

/** A blocking answer with these elements. */
export const answer = (answers: readonly object[], conversationId: unknown = 'c-1'): object => ({
  status: 200,
  code: 'success',
  data: { conversationId, answers, metadata: {} },
})

/** A bot that answers JSON. */
export const answering =
  (body: object): Bot =>
  (_push, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(body))

/** One event of a stream. */
export const event = (json: { readonly event: string } & Record<string, unknown>): string =>
  `event: ${json.event}\ndata: ${JSON.stringify(json)}\n\n`
export const piece = (content: string, more: object = {}): string =>
  event({
    event: 'message',
    conversation_id: 'c-1',
    answer: [{ message_id: 'm-1', content_type: 'markdown', content, created_at: 1767323046000, ...more }],
  })
export const end = (metadata: object = {}): string =>
  event({ event: 'end', conversation_id: 'c-1', answer: [{ metadata }] })

/** A bot that writes an event stream and closes it. */
export const streaming =
  (...chunks: readonly string[]): Bot =>
  (_push, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const chunk of chunks) response.write(chunk)
    response.end()
  }

/** Starts a world and a bot that answers 好. */
export async function rehearse(settings: LivechatSettingsInput = {}): Promise<Rehearsal> {
  const received: Received[] = []
  let bot: Bot = answering(answer([text('好')]))
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8')
      const push: Received = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        raw,
        body: JSON.parse(raw) as PushBody,
      }
      received.push(push)
      bot(push, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const botUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/chat`
  const world = await createWorld({
    platforms: [platform],
    settings: { livechat: settings },
    seed: 'rehearsal',
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 40 },
  })
  world.connectBot('livechat', botUrl)

  const rehearsal: Rehearsal = {
    world,
    received,
    botUrl,
    get bot() {
      return bot
    },
    set bot(next) {
      bot = next
    },
    act: (verb, input) => world.act('livechat', verb, input),
    settled: settledInTurn(world),
    async ask(input = '你好') {
      await rehearsal.act('send', input)
      return rehearsal.settled()
    },
    lines: (who) =>
      world.transcript
        .lines()
        .filter((line) => who === undefined || line.who === who)
        .map((line) => `${line.who} ${line.kind} ${line.text}`.trim()),
    line: (kind) => world.transcript.lines().findLast((line) => line.kind === kind),
    remarks: () => entriesOf(world, 'remark'),
    codes: () => entriesOf(world, 'remark').map((entry) => entry.code.slice('livechat/'.length)),
    async close() {
      await world.close()
      server.closeAllConnections()
      server.close()
    },
  }
  return rehearsal
}
