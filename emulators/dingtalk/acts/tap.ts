import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import type { Card } from '../cards/card.ts'
import { tapCard } from '../cards/tap.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { who } from './who.ts'

const name = z.string().min(1)
const described = z.strictObject({
  from: who,
  actions: z
    .union([name.transform((action) => [action]), z.array(name).min(1)])
    .describe('actionIds: the id of the button or component, or several'),
  params: z.record(z.string(), z.unknown()).default({}).describe('Parameters the template sends along'),
  on: name.optional().describe('outTrackId of the card; default: the newest'),
})
const TapInput = z.union([name.transform((action) => described.parse({ actions: action })), described])

/** A person taps a button of a card. */
export const tap = act<Dingtalk, typeof TapInput>({
  summary: 'A person taps a button of a card; the bot hears of it over Stream or by a signed HTTP callback.',
  input: TapInput,
  rows: ['D-50', 'D-59'],
  summarise: ({ from, actions }) => `${from} taps ${actions.join(', ')}`,
  run(dingtalk, { from, actions, params, on }, cause) {
    const person = dingtalk.people.named(from)
    const card = cardOf(dingtalk, on)
    const conversation = placeOf(card, from)
    const line = dingtalk.world.transcript.add({
      platform: 'dingtalk',
      conversation: conversation.name,
      who: 'user',
      user: from,
      kind: 'tap',
      text: actions.join(', '),
      via: 'tap',
      fields: { outTrackId: card.outTrackId, params },
      cause,
    })
    tapCard(dingtalk, card, { person, conversation, actionIds: actions, params }, line.seq)
  },
})

function cardOf({ cards }: Dingtalk, outTrackId: string | undefined): Card {
  const card = outTrackId === undefined ? cards.latest() : cards.find(outTrackId)
  if (card !== undefined && card.lines.length > 0) return card
  throw new CaipaiError(
    outTrackId === undefined ? 'no card has been shown yet' : `no card ${JSON.stringify(outTrackId)} has been shown`,
    { code: 'CARD_MISSING', fix: 'Wait for the card before the tap: expect a line of the kind card first.' },
  )
}

/** Where the person sees the card. */
function placeOf({ places, outTrackId }: Card, from: string): Conversation {
  const place = places.find(({ members }) => members.has(from))
  if (place !== undefined) return place
  throw new CaipaiError(`${from} does not see card ${outTrackId}`, {
    code: 'CARD_UNSEEN',
    fix: `It is shown to ${[...new Set(places.flatMap(({ members }) => [...members]))].join(', ')}: let one of them tap.`,
  })
}
