import type { TranscriptLine } from '../../core/journal-entries.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { FLOW_STATUS, isSpinning, type Card } from './card.ts'
import { buttonsOfCard, textOfCard } from './words.ts'

const MOST_PIECES = 10_000

/** Shows a card in a conversation. `notified` are names of people it mentions. */
export function placeCard(
  { world }: Dingtalk,
  card: Card,
  conversation: Conversation,
  cause: number,
  notified: readonly string[] = [],
): TranscriptLine {
  const text = textOfCard(card)
  const line = world.transcript.add({
    platform: 'dingtalk',
    conversation: conversation.name,
    who: 'bot',
    user: conversation.name,
    kind: 'card',
    text,
    via: card.via,
    fields: {
      ...fieldsOf(card),
      ...(conversation.kind === 'wand' ? { in: 'wand' } : {}),
      ...(notified.length > 0 ? { notified } : {}),
    },
    open: isSpinning(card.flow),
    cause,
  })
  if (text !== '') line.pieces.push({ at: line.at, text })
  card.lines.push(line)
  card.places.push(conversation)
  return line
}

/** Shows what has changed on a card, wherever it is shown. */
export function refreshCard({ world }: Dingtalk, card: Card): void {
  const text = textOfCard(card)
  for (const line of card.lines) {
    const patch = { fields: { ...line.fields, ...fieldsOf(card) }, open: isSpinning(card.flow) }
    if (text.startsWith(line.text) && text !== line.text) world.transcript.append(line, text.slice(line.text.length))
    else if (text !== line.text && line.pieces.length < MOST_PIECES) line.pieces.push({ at: world.clock.now(), text })
    world.transcript.revise(line, { text, ...patch })
  }
}

function fieldsOf(card: Card): Record<string, unknown> {
  const { outTrackId, template, params, privateParams, flow } = card
  const buttons = buttonsOfCard(params)
  return {
    outTrackId,
    template: template.id,
    state: flow ?? 'shown',
    ...(flow === undefined ? {} : { flowStatus: Number(FLOW_STATUS[flow]) }),
    params,
    ...(buttons.length > 0 ? { buttons } : {}),
    ...(privateParams.size > 0 ? { privateParams: Object.fromEntries(privateParams) } : {}),
  }
}
