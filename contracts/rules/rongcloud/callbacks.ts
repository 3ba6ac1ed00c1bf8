import { z } from 'zod'
import type { Hearing, HeardPush } from '../hearing.ts'

/** A message as routing or a bot's webhook handed it over. */
export interface HandedOver {
  readonly push: HeardPush
  readonly messageUID: string
  readonly from: string
  /** In a group the group. */
  readonly to: string
  /** `PERSON` or `GROUP`. */
  readonly channelType: string
  /** The word filter held it back: nobody has seen it. */
  readonly isHeldBack: boolean
}

const message = z.object({
  fromUserId: z.string().default(''),
  toUserId: z.string().default(''),
  channelType: z.string().default(''),
  sensitiveType: z.coerce.string().default('0'),
})
const webhook = z.object({ data: message })

/** The message in the body of a callback: a form of routing, or the JSON of a webhook. */
function readCallback(body: string): z.output<typeof message> {
  const read = body.startsWith('{')
    ? webhook.safeParse(JSON.parse(body)).data?.data
    : message.safeParse(Object.fromEntries(new URLSearchParams(body))).data
  return read ?? message.parse({})
}

/** Every callback about a message that was delivered, in order. */
export function handedOver(hearing: Hearing): HandedOver[] {
  return hearing.of('rongcloud').pushes.flatMap((push) => {
    const { entry, attempts } = push
    const body = attempts[0]?.request.body
    const messageUID = entry.ids['messageUID']
    if (body === undefined || messageUID === undefined || entry.what === 'pre-send') return []
    const { fromUserId: from, toUserId: to, channelType, sensitiveType } = readCallback(body)
    return [{ push, messageUID, from, to, channelType, isHeldBack: sensitiveType === '1' }]
  })
}

const named = z.object({ bots: z.array(z.object({ userId: z.string() })) })

/** The users of the app that are bots. */
export function botsOf(hearing: Hearing): ReadonlySet<string> {
  const read = named.safeParse(hearing.of('rongcloud').settings)
  return new Set(read.success ? read.data.bots.map(({ userId }) => userId) : [])
}
