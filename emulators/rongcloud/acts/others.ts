import { z } from 'zod'
import type { Verdict } from '../../core/delivery/push.ts'
import { act } from '../../core/platform.ts'
import { noteClient, type RongCloud, type SentCallback } from '../rongcloud.ts'

const id = z.string().min(1).max(64)

const membership = z.strictObject({ who: id.default('alice'), group: id })

/** Somebody enters a group, which is made when it is new. */
export const join = act<RongCloud, typeof membership>({
  summary: 'Somebody enters a group.',
  input: membership,
  rows: ['R-37'],
  summarise: ({ who, group }) => `${who} enters ${group}`,
  run(rong, { who, group }) {
    noteClient(rong, who)
    rong.groups.join(group, [who])
  },
})

/** Somebody leaves a group. */
export const leave = act<RongCloud, typeof membership>({
  summary: 'Somebody leaves a group.',
  input: membership,
  rows: ['R-37'],
  summarise: ({ who, group }) => `${who} leaves ${group}`,
  run: (rong, { who, group }) => rong.groups.leave(group, [who]),
})

const again = z.strictObject({
  last: z.int().positive().max(200).default(1).describe('How many of the newest messages'),
  order: z.enum(['as-sent', 'reversed']).default('as-sent').describe('reversed: the newest first'),
  copies: z.int().positive().max(100).default(1).describe('How often each goes out'),
})
const routeInput = z.union([z.literal('again').transform(() => again.parse({})), again])

/** Callbacks that have gone out go out once more, with the same body and msgUID and a fresh signature. */
export const route = act<RongCloud, typeof routeInput>({
  summary: 'Callbacks of the newest messages go out again, as duplicates or out of order.',
  input: routeInput,
  rows: ['R-33'],
  summarise: ({ last, order, copies }) => `the last ${last} again, ${order}, ${copies} times`,
  run(rong, { last, order, copies }, cause) {
    const uids = [...new Set(rong.callbacks.map((callback) => callback.messageUID))].slice(-last)
    if (order === 'reversed') uids.reverse()
    for (const uid of uids) for (let copy = 0; copy < copies; copy += 1) repeat(rong.callbacks, uid, cause)
  },
})

function repeat(callbacks: readonly SentCallback[], messageUID: string, cause: number): void {
  for (const callback of callbacks.filter((one) => one.messageUID === messageUID)) callback.send(cause)
}

const secret = z.string().min(1)

/** Somebody makes a new App Secret in the console: the old one is refused from now on. */
export const rotateSecret = act<RongCloud, typeof secret>({
  summary: 'A new App Secret is made in the console; the old one is refused from now on.',
  input: secret,
  rows: ['R-04'],
  summarise: () => 'the App Secret is rotated',
  run(rong, next) {
    rong.rotatedSecret = next
  },
})

const askInput = z.strictObject({
  from: id.default('alice').describe('Who wants to reply'),
  to: id.describe('Whose message is replied to'),
})

const offered = z.looseObject({
  suggestions: z.array(
    z.union([
      z.string().transform((text) => [text]),
      z
        .looseObject({ messages: z.array(z.looseObject({ content: z.string() })) })
        .transform(({ messages }) => messages.map(({ content }) => content)),
    ]),
  ),
})

/**
 * Somebody opens the list of suggested replies in the app. The app asks its own server, which is the bot, and the bot asks
 * RongCloud; what it answers is shown, a line for each suggestion.
 */
export const suggest = act<RongCloud, typeof askInput>({
  summary: "Somebody opens the suggested replies: the app asks the bot's webhook suggest, the bot asks RongCloud.",
  input: askInput,
  rows: ['R-15', 'R-37'],
  summarise: ({ from, to }) => `${from} wants suggestions for ${to}`,
  run(rong, { from, to }, cause) {
    const { world } = rong
    noteClient(rong, from)
    const url = world.webhook('rongcloud', 'suggest')
    const body = JSON.stringify({ userId: from, targetId: to, conversationType: 1 })
    world.deliver<readonly (readonly string[])[]>({
      label: { platform: 'rongcloud', what: 'suggest', user: from, conversation: from, cause },
      attempt: () => ({
        transport: world.httpTransport({
          method: 'POST',
          url,
          headers: [
            ['Host', new URL(url).host],
            ['Content-Type', 'application/json'],
            ['Content-Length', String(Buffer.byteLength(body))],
          ],
          body,
        }),
        read: () => ({ end: (received, { status }) => readOffer(received, status) }),
      }),
      timers: { totalMs: 15_000 },
      deliveries: () => 1,
      settled({ verdict, seq }) {
        for (const [at, messages] of (verdict.value ?? []).entries()) {
          world.transcript.add({
            platform: 'rongcloud',
            conversation: from,
            who: 'bot',
            user: from,
            kind: 'suggestion',
            text: messages.join('\n'),
            via: 'suggest',
            fields: { position: at + 1, messages },
            cause: seq,
          })
        }
      },
    })
  },
})

function readOffer(body: Buffer, status: number): Verdict<readonly (readonly string[])[]> {
  if (status < 200 || status > 299) return { outcome: 'refused', reason: `HTTP ${status}` }
  const read = offered.safeParse(parse(body.toString('utf8')))
  return read.success
    ? { outcome: 'answered', value: read.data.suggestions }
    : { outcome: 'bad-body', reason: 'the answer is not {"suggestions":[{"messages":[{"content":"…"}]}]}' }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
