import type { RecallGround, Recalled } from '../../core/recall.ts'
import { blankCard, flowOf, isSpinning, type Card, type CardParams, type CardVia } from '../cards/card.ts'
import { changeParams } from '../cards/params.ts'
import { parseSpaces } from '../cards/spaces.ts'
import { findTemplate } from '../cards/templates.ts'
import { buttonsOfCard, textOfCard } from '../cards/words.ts'
import { MARKDOWN_CARD, type Settings } from '../settings.ts'
import { fieldsOf, textIn, type Fields } from './ids.ts'
import type { Parties } from './parties.ts'

/** A card as it stands, and what was recalled of it; that follows its changes until somebody taps a card. */
export interface SeenCard {
  readonly card: Card
  readonly chats: string[]
  shown: ShownCard[]
  /** Somebody has tapped since it was shown. */
  isFrozen: boolean
}

interface ShownCard {
  readonly to: string
  readonly kind: string
  text: string
  readonly via: string
  readonly fields?: Fields
}

/** The cards the bot has made. */
export interface SeenCards {
  /** What people see of a call about cards; undefined for one that shows nothing. */
  recall(operation: string, sent: Fields): Recalled[] | undefined
  /** A new card of the assistant, under its token. */
  add(key: string, via: CardVia, chats: readonly string[]): SeenCard
  find(key: string): SeenCard | undefined
  /** What people see since a card was changed. */
  refresh(seen: SeenCard): Recalled[]
  /** Whatever changes from now on comes of what somebody has tapped. */
  freeze(): void
  templateOf(id: string): Card['template']
}

const MOST_CARDS = 2000

/** No card has been made. */
export function createSeenCards(ground: RecallGround, settings: Settings, parties: Parties): SeenCards {
  const cards = new Map<string, SeenCard>()

  function keep(key: string, seen: SeenCard): SeenCard {
    cards.set(key, seen)
    if (cards.size > MOST_CARDS) cards.delete(cards.keys().next().value ?? '')
    return seen
  }

  /** Any template is one, whoever has made it. */
  const templateOf = (id: string): Card['template'] =>
    findTemplate({ ...settings, cards: { ...settings.cards, anyTemplate: true } }, id) ?? NO_TEMPLATE

  function create(sent: Fields): SeenCard {
    const template = templateOf(textIn(sent, 'cardTemplateId'))
    const params = fieldsOf(fieldsOf(sent['cardData'])['cardParamMap']) as CardParams
    const isBlank = template.keys.length > 0 && template.keys.every((key) => (params[key] ?? '') === '')
    const flow = flowOf(params['flowStatus']) ?? (isBlank ? 'processing' : undefined)
    const card = { ...blank(template, 'card'), params, flow }
    return keep(textIn(sent, 'outTrackId'), { card, chats: [], shown: [], isFrozen: false })
  }

  function deliver(seen: SeenCard, sent: Fields): void {
    for (const { type, id } of parseSpaces(textIn(sent, 'openSpaceId')) ?? []) {
      if (type === 'IM_GROUP') seen.chats.push(parties.withId(id) ?? ground.group(id))
      if (type === 'IM_ROBOT') seen.chats.push(parties.person(id))
    }
  }

  function refresh(seen: SeenCard): Recalled[] {
    const { card, chats, shown, isFrozen } = seen
    if (isFrozen) return []
    const text = textOfCard(card)
    for (const one of shown) one.text = text
    if (shown.length > 0 || chats.length === 0 || isSpinning(card.flow)) return []
    const buttons = buttonsOfCard(card.params)
    const fields = buttons.length === 0 ? {} : { fields: { buttons } }
    seen.shown = chats.map((to) => ({ to, kind: 'card', text, via: card.via, ...fields }))
    return [
      ...(findTemplate(settings, card.template.id) === undefined
        ? [{ knows: { setting: 'cards.anyTemplate', value: true } }]
        : []),
      ...seen.shown.map((reply) => ({ reply })),
    ]
  }

  function recall(operation: string, sent: Fields): Recalled[] | undefined {
    const known = cards.get(textIn(sent, 'outTrackId'))
    switch (operation) {
      case 'dingtalk.card.create':
        create(sent)
        return []
      case 'dingtalk.card.createAndDeliver':
      case 'dingtalk.card.deliver': {
        const seen = operation === 'dingtalk.card.deliver' ? known : create(sent)
        if (seen === undefined) return undefined
        deliver(seen, sent)
        return refresh(seen)
      }
      case 'dingtalk.card.update': {
        if (known === undefined) return undefined
        const byKey = fieldsOf(sent['cardUpdateOptions'])['updateCardDataByKey'] === true
        const params = fieldsOf(sent['cardData'])['cardParamMap']
        if (params !== undefined) changeParams(known.card, params as CardParams, byKey)
        return known.isFrozen ? undefined : refresh(known)
      }
      case 'dingtalk.card.streaming':
        return known === undefined ? [] : stream(known, sent)
      default:
        return undefined
    }
  }

  function stream(seen: SeenCard, sent: Fields): Recalled[] {
    const { card } = seen
    const key = textIn(sent, 'key')
    const before = sent['isFull'] === true ? '' : (card.params[key] ?? '')
    card.streamed.add(key)
    card.params = { ...card.params, [key]: before + textIn(sent, 'content') }
    if (sent['isError'] === true) card.flow = 'failed'
    else if (sent['isFinalize'] === true) card.flow = 'finished'
    else if (card.flow !== 'finished' && card.flow !== 'failed') card.flow = 'inputing'
    return refresh(seen)
  }

  return {
    recall,
    add: (key, via, chats) =>
      keep(key, { card: blank(NO_TEMPLATE, via), chats: [...chats], shown: [], isFrozen: false }),
    find: (key) => cards.get(key),
    refresh,
    freeze() {
      // One that is still being written will be shown as it then is.
      for (const seen of cards.values()) seen.isFrozen ||= seen.shown.length > 0
    },
    templateOf,
  }
}

const NO_TEMPLATE: Card['template'] = { ...MARKDOWN_CARD, id: '', keys: [], isOpen: true }

const blank = (template: Card['template'], via: CardVia): Card =>
  blankCard({ outTrackId: '', template, via, taps: { kind: 'none' } })
