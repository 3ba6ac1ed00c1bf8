import { z } from 'zod'
import type { Hearing, HeardPush } from '../hearing.ts'

/** A message as routing or a bot's webhook handed it over. */
export interface HandedOver {
  readonly push: HeardPush
  readonly messageUID: string
  readonly from: string
}

const webhook = z.object({ data: z.object({ fromUserId: z.string() }) })

/** Who wrote the message in the body of a callback: a form of routing, or the JSON of a webhook. */
function writerIn(body: string): string {
  if (!body.startsWith('{')) return new URLSearchParams(body).get('fromUserId') ?? ''
  const read = webhook.safeParse(JSON.parse(body))
  return read.success ? read.data.data.fromUserId : ''
}

/** Every callback about a message that was delivered, in order. */
export function handedOver(hearing: Hearing): HandedOver[] {
  return hearing.of('rongcloud').pushes.flatMap((push) => {
    const { entry, attempts } = push
    const body = attempts[0]?.request.body
    const messageUID = entry.ids['messageUID']
    if (body === undefined || messageUID === undefined || entry.what === 'pre-send') return []
    return [{ push, messageUID, from: writerIn(body) }]
  })
}

const named = z.object({ bots: z.array(z.object({ userId: z.string() })) })

/** The users of the app that are bots. */
export function botsOf(hearing: Hearing): ReadonlySet<string> {
  const read = named.safeParse(hearing.of('rongcloud').settings)
  return new Set(read.success ? read.data.bots.map(({ userId }) => userId) : [])
}
