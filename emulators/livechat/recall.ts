import { z } from 'zod'
import { briefly, type Recall, type RecallGround, type Recalled, type Recaller } from '../core/recall.ts'
import type { Onward, SeenAnswer, SeenRequest } from '../core/recall.ts'
import type { HeaderList } from '../core/journal-entries.ts'
import { KINDS } from './desk/view.ts'
import { readBlockingAnswer } from './reading/blocking-answer.ts'
import { createStreamAnswer } from './reading/stream-answer.ts'
import { createJudge } from './remarks/judge.ts'
import type { LivechatSettings } from './settings.ts'
import { canonicalQuery, encodeJava, readQuery, sign } from './signing/string-to-sign.ts'

/** How a gateway's traffic becomes a scenario again. */
export const recall: Recall = {
  carries: ['route.queueVariables', 'route.timeslot', 'stream.contentMode', 'conversation.scope', 'profile', 'lax'],
  detours: ['fileUrl'],
  open: openRecaller,
}

const text = z.looseObject({ content: z.string() })
const picture = z.looseObject({ fileName: z.string(), fileUrl: z.string().optional() })

/** A push as the document describes it, as far as it matters here. */
const pushed = z.looseObject({
  conversationId: z.string().nullish(),
  data: z.array(z.looseObject({ messageType: z.coerce.number(), message: z.unknown() })).min(1),
  visitorId: z.string(),
  sender: z.string().optional(),
  inputs: z.looseObject({ groupChat: z.union([z.boolean(), z.string()]).optional() }).nullish(),
  responseMode: z.enum(['blocking', 'streaming']).default('blocking'),
})
type Pushed = z.output<typeof pushed>

const TEXT = 100

function openRecaller(ground: RecallGround): Recaller {
  const settings = ground.settings as unknown as LivechatSettings
  const tokens = new Set(settings.robot.authEnabled ? [`Bearer ${settings.robot.token}`] : [])

  function isGenuine(request: SeenRequest): boolean {
    const given = headerOf(request.headers, 'authorization')
    ground.hide((given ?? '').replace(/^Bearer\s+/i, ''))
    return tokens.size === 0 || tokens.has(given ?? '')
  }

  /** The name of the chat and of whoever speaks in it. */
  function partiesOf({ visitorId, sender, inputs }: Pushed): { from: string; group?: string } {
    const isGroup = String(inputs?.groupChat ?? false) === 'true'
    if (isGroup) return { group: ground.group(visitorId), from: ground.person(sender ?? visitorId) }
    return { from: ground.person(visitorId) }
  }

  function push(request: SeenRequest): Recalled[] {
    if (!isGenuine(request))
      return [{ nothing: 'a push whose token is not settings.robot.token was passed on, not recorded' }]
    const read = pushed.safeParse(parse(request.body))
    if (!read.success)
      return [{ nothing: 'a push was passed on, not recorded: it is not the JSON of a visitor’s turn' }]
    const turn = read.data
    ground.hide(turn.conversationId ?? '')
    for (const name of ['robotId', 'uniqueId', 'visitorName', 'channel_id', 'user_customerId', 'botId'])
      ground.hide(String(turn[name] ?? turn.inputs?.[name] ?? ''))
    const { from, group } = partiesOf(turn)
    const where = group === undefined ? {} : { group, mention: true }
    const [first, ...more] = turn.data.map(({ messageType, message }) => contentOf(messageType, message, ground))
    const failed = String(turn.inputs?.['user_transferFailReason'] ?? '')
    const together = more.flatMap((content) => content?.['text'] ?? [])
    return [
      { knows: { setting: 'robot.responseMode', value: turn.responseMode } },
      ...(failed === '' ? [] : [{ knows: { setting: 'transfer.result', value: `fail:${failed}` } }]),
      ...(together.length === 0 ? [] : [{ act: 'disturb', input: { from, together } }]),
      { act: 'send', input: briefly(from, { ...(first ?? { text: '' }), ...where }) },
    ]
  }

  function answer(given: SeenAnswer, request: SeenRequest): Recalled[] {
    const read = pushed.safeParse(parse(request.body))
    if (!read.success || given.status !== 200 || !isGenuine(request)) return []
    const { from: to } = partiesOf(read.data)
    return read.data.responseMode === 'streaming' && !isJson(given) ? streamed(to, given) : blocking(to, given)
  }

  function blocking(to: string, given: SeenAnswer): Recalled[] {
    const said = readBlockingAnswer(parse(given.body), createJudge(settings, 'bad_envelope'))
    ground.hide(said.conversationId ?? '')
    return [
      ...said.messages.map((message) => ({
        reply: {
          to,
          kind: message.kind,
          text: message.text,
          via: 'blocking',
          ...(Object.keys(message.fields).length === 0 ? {} : { fields: message.fields }),
        },
      })),
      ...(said.transfer === undefined ? [] : [TRANSFER]),
    ]
  }

  function streamed(to: string, given: SeenAnswer): Recalled[] {
    const { stream, route } = settings
    const options = { stream, queueVariables: route.queueVariables, sentAt: given.at }
    const reader = createStreamAnswer(options, createJudge(settings, 'stream_protocol'))
    const { pieces, end } = reader.feed(given.body, given.at)
    ground.hide(reader.conversationId ?? '')
    const bubbles = new Map<string, { kind: string; text: string }>()
    for (const piece of pieces) {
      const line = bubbles.get(piece.bubble) ?? { kind: KINDS[piece.type], text: '' }
      line.text = stream.contentMode === 'cumulative' ? piece.text : line.text + piece.text
      bubbles.set(piece.bubble, line)
      ground.hide(piece.bubble)
    }
    return [
      ...[...bubbles.values()].map((line) => ({ reply: { to, ...line, via: 'stream' } })),
      ...(end?.transfer === undefined ? [] : [TRANSFER]),
    ]
  }

  function call(operation: string | undefined, request: SeenRequest, given: SeenAnswer): Recalled[] {
    for (const [name, value] of readQuery(request.url.split('?')[1] ?? ''))
      if (name === 'Signature' || name === 'AccessKeyId') ground.hide(value)
    const asked = parse(request.body) as { authentication?: { token?: unknown } } | undefined
    const token = findToken(asked)
    if (token !== undefined) {
      ground.hide(token)
      tokens.add(`Bearer ${token}`)
    }
    if (operation === undefined || operation === 'livechat.file') {
      if (given.status === 200) ground.keep(request.url, given.body, headerOf(given.headers, 'content-type'))
      return []
    }
    if (operation === 'livechat.robot.register') return []
    if (given.status === 200) return [{ call: { operation, ok: true } }]
    const code = (parse(given.body) as { error?: { code?: unknown } } | undefined)?.error?.code
    return [{ call: { operation, ok: false, status: given.status, ...(typeof code === 'string' ? { code } : {}) } }]
  }

  /** The host is part of what is signed, so a call that was meant for the recorder is signed for the gateway. */
  function resign(request: SeenRequest, { host }: Onward): { url: string; headers: HeaderList } | undefined {
    const [path = '', raw = ''] = request.url.split('?')
    const pairs = readQuery(raw)
    const valueOf = (wanted: string): string | undefined => pairs.find(([name]) => name === wanted)?.[1]
    const key = settings.keys.find((one) => one.id === valueOf('AccessKeyId'))
    if (key === undefined || valueOf('Signature') === undefined) return undefined
    const query = canonicalQuery(pairs, encodeJava)
    const signature = sign(`${request.method}${host}${path}?${query}`, key.secret)
    return { url: `${path}?${query}&Signature=${encodeJava(signature)}`, headers: request.headers }
  }

  return { push, answer, call, resign }
}

const TRANSFER: Recalled = { expect: { transfer: true } }

function contentOf(type: number, message: unknown, ground: RecallGround): Record<string, unknown> | undefined {
  if (type === TEXT) return { text: text.safeParse(message).data?.content ?? '' }
  const read = picture.safeParse(message)
  if (!read.success) return undefined
  const { fileName, fileUrl = '' } = read.data
  return { image: ground.file(addressOf(fileUrl), fileName) }
}

/** Path and query, by which a picture is fetched whatever host it is on. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}

const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1]

const isJson = ({ headers }: SeenAnswer): boolean => /json/i.test(headerOf(headers, 'content-type') ?? '')

/** The token of a registration, wherever it stands in it. */
function findToken(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'token' && typeof inner === 'string') return inner
    const found = findToken(inner)
    if (found !== undefined) return found
  }
  return undefined
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
