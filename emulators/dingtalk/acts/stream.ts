import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Which } from '../stream/stream.ts'
import { TOPIC_EVENTS } from '../stream/topics.ts'

const which = z.enum(['all', 'oldest', 'newest']).default('all').describe('Which of the open Stream connections')
const concerned = z.union([z.literal(true).transform(() => ({ which: 'all' as const })), z.strictObject({ which })])
const REASON = 'connection is expired'

const nameOf = (chosen: Which): string =>
  chosen === 'all' ? 'all Stream connections' : `the ${chosen} Stream connection`

function needSome(count: number): void {
  if (count > 0) return
  throw new CaipaiError('no Stream connection is open', {
    code: 'NOBODY_CONNECTED',
    fix: 'Let the bot connect first: expect: { call: dingtalk.gateway.connect }',
  })
}

const DisconnectInput = z.union([
  z.literal(true).transform(() => ({ which: 'all' as const, reason: REASON })),
  z.strictObject({ which, reason: z.string().default(REASON) }),
])

export const disconnect = act<Dingtalk, typeof DisconnectInput>({
  summary:
    'DingTalk says SYSTEM disconnect, is silent for 10 s and closes the connection, as it does when it moves its servers.',
  input: DisconnectInput,
  rows: ['D-65'],
  summarise: (input) => `DingTalk says disconnect on ${nameOf(input.which)}: ${input.reason}`,
  run: ({ stream }, input, cause) => needSome(stream.disconnect(input.which, input.reason, cause)),
})

export const dropConnections = act<Dingtalk, typeof concerned>({
  summary: 'Stream connections break without a word (TCP RST).',
  input: concerned,
  rows: ['D-65'],
  summarise: (input) => `${nameOf(input.which)} break${input.which === 'all' ? '' : 's'}`,
  run: ({ stream }, input) => needSome(stream.drop(input.which)),
})

export const halfOpen = act<Dingtalk, typeof concerned>({
  summary:
    'DingTalk falls silent on Stream connections: it neither reads nor writes, not even pongs, while TCP stays up.',
  input: concerned,
  rows: ['D-70'],
  summarise: (input) => `DingTalk falls silent on ${nameOf(input.which)}`,
  run: ({ stream }, input) => needSome(stream.fallSilent(input.which)),
})

const REFUSALS = ['authFailed', 'invalidParameter', 'Throttling', 'system.error'] as const

const RefuseInput = z.union([
  z
    .int()
    .positive()
    .transform((times) => ({ times, with: 'Throttling' as const, at: 'open' as const })),
  z.strictObject({
    times: z.int().positive().default(1).describe('How many attempts'),
    with: z.enum(REFUSALS).default('Throttling').describe('The error of connections/open'),
    at: z
      .enum(['open', 'handshake'])
      .default('open')
      .describe('Refuse connections/open, or the WebSocket with HTTP 401'),
  }),
])

export const refuseConnections = act<Dingtalk, typeof RefuseInput>({
  summary: 'The next attempts to connect are refused.',
  input: RefuseInput,
  rows: ['D-35', 'D-60'],
  summarise: ({ times, with: code, at }) =>
    at === 'open'
      ? `the next ${times} connections/open fail with ${code}`
      : `the next ${times} handshakes fail with 401`,
  run({ world }, { times, with: code, at }) {
    world.faults.add(
      at === 'open'
        ? { operation: 'dingtalk.gateway.connections.open', times, code }
        : { operation: 'dingtalk.gateway.connect', times, status: 401 },
    )
  },
})

const EventInput = z.union([
  z
    .string()
    .min(1)
    .transform((type) => ({ type, data: {}, eventId: undefined })),
  z.strictObject({
    type: z.string().min(1).describe('eventType: user_add_org, chat_update_title, …'),
    data: z.record(z.string(), z.unknown()).default({}).describe('What the event says'),
    eventId: z.string().min(1).optional().describe('Default: a new one; a known one makes it a repeat'),
  }),
])

export const event = act<Dingtalk, typeof EventInput>({
  summary: 'Something happens in the organisation that the app can subscribe to: an EVENT frame.',
  input: EventInput,
  rows: ['D-67'],
  summarise: ({ type }) => `event ${type}`,
  run({ stream, settings, world }, { type, data, eventId = world.random.hex(32) }, cause) {
    const { eventRedeliverAfter, eventRedeliveries } = settings.stream
    const headers = {
      eventType: type,
      eventId,
      eventCorpId: settings.corpId,
      eventBornTime: String(world.clock.now()),
      eventUnifiedAppId: world.randomFor('dingtalk/unified-app').uuid(),
    }
    stream.push({
      type: 'EVENT',
      topic: TOPIC_EVENTS,
      data,
      headers,
      label: { what: `event ${type}`, ids: { eventId }, cause },
      timeoutMs: eventRedeliverAfter,
      redeliveries: eventRedeliveries,
      read: ({ code, message, data: said }) => {
        if (code !== 200) return { outcome: 'refused', reason: `code ${code} ${message}`.trim() }
        return (said as { status?: unknown } | null | undefined)?.status === 'LATER'
          ? { outcome: 'later', reason: 'the bot answered LATER' }
          : { outcome: 'acknowledged' }
      },
      isRepeated: (outcome) => outcome !== 'acknowledged' && outcome !== 'unsubscribed',
    })
  },
})
