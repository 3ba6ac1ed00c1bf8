import { blankCard, type Card, type CardVia } from '../cards/card.ts'
import { takeChange } from '../cards/change.ts'
import { placeCard } from '../cards/show.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import type { Turn } from './agent.ts'
import type { CardChange, ReadContent } from './content.ts'

/** Brings what was read onto the card of a turn; the first time it makes the card. A refusal when the template has changed. */
export function writeCard(
  dingtalk: Dingtalk,
  turn: Turn,
  { template, change }: Extract<ReadContent, { ok: true }>,
  via: CardVia,
  cause: number,
): Refusal | undefined {
  if (turn.templateId !== undefined && turn.templateId !== template.id) {
    remark(
      dingtalk,
      'agent-template-changed',
      {
        en: `The conversation token began with template ${turn.templateId} and goes on with ${template.id}.`,
        zh: `该会话凭证最初使用模板 ${turn.templateId}，现在改为 ${template.id}。`,
      },
      { cause, user: turn.person },
    )
    return gateway('invalid.content', 'templateId in content is not equal to templateId in context')
  }
  turn.templateId = template.id
  turn.isAnswered = true
  const known = turn.card
  const card = known ?? newCard(dingtalk, { ...turn, template, via, cause })
  turn.card = card
  card.template = template
  changeCard(card, change, turn.origin)
  if (known === undefined) placeCard(dingtalk, card, turn.conversation, cause)
  else takeChange(dingtalk, card, cause)
  return undefined
}

/** A card of the assistant that says nothing yet. */
export function newCard(
  { world, cards }: Dingtalk,
  { template, via, cause }: Pick<Card, 'template' | 'via'> & { readonly cause: number },
): Card {
  const card = blankCard({
    outTrackId: `ai_${world.random.hex(24)}`,
    template,
    via,
    taps: { kind: 'assistant' },
    changed: { at: world.clock.now(), cause },
  })
  cards.add(card)
  return card
}

/** Writes a change on a card of the assistant, and where it stands then. */
export function changeCard(card: Card, change: CardChange, origin: Turn['origin']): void {
  if (change.kind !== 'none') applyChange(card, change)
  card.flow = flowAfter(origin, card, change)
}

function applyChange(card: Card, change: Exclude<CardChange, { kind: 'none' }>): void {
  if (change.kind === 'static') {
    card.params = { ...card.params, ...change.params }
    return
  }
  const { key, value, isFull } = change
  card.streamed.add(key)
  card.params = { ...card.params, [key]: isFull ? value : (card.params[key] ?? '') + value }
}

/** In active mode only `finish` ends a card; a reply ends with its last words, or at once when it does not stream. */
function flowAfter(origin: Turn['origin'], { flow }: Card, change: CardChange): Card['flow'] {
  if (change.kind === 'stream' && change.isError) return 'failed'
  if (origin === 'prepare') return change.kind === 'none' ? flow : 'inputing'
  if (change.kind === 'stream') return change.isFinalize || flow === 'finished' ? 'finished' : 'inputing'
  return change.kind === 'static' && flow !== 'inputing' ? 'finished' : flow
}
