import type { RecallGround, Recalled } from '../../core/recall.ts'
import { readCard } from '../agent/content.ts'
import { changeCard } from '../agent/write.ts'
import { readCardSchema } from '../cards/schema.ts'
import type { Settings } from '../settings.ts'
import type { SeenCard, SeenCards } from './cards.ts'
import { fieldsOf, hideIds, hideSession, parseJson, sessionIn, textIn, type Fields } from './ids.ts'
import type { Parties } from './parties.ts'

/** Turns what is asked of the AI assistant, and what it answers, back. */
export interface SeenAssistant {
  /** A call of the skill: its path with the query, and its body. */
  ask(uri: string, body: string): Recalled[]
  /** Who asked it; undefined when it cannot be told. */
  asker(uri: string, body: string): string | undefined
  /** What people see of a call of the assistant's operations; undefined when it is none of them. */
  recall(operation: string, url: string, sent: Fields, told: Fields): Recalled[] | undefined
}

const MOST_PREPARED = 2000

/** What the assistant was asked and said. */
export function createSeenAssistant(
  ground: RecallGround,
  settings: Settings,
  parties: Parties,
  cards: SeenCards,
): SeenAssistant {
  const prepared = new Set<string>()

  /** Parameters by DingTalk's names, whatever the skill calls them. */
  function contextOf(uri: string, body: string): Fields {
    const given: Fields =
      body === '' ? Object.fromEntries(new URLSearchParams(uri.split('?')[1] ?? '')) : fieldsOf(parseJson(body))
    const context: Record<string, unknown> = { ...given }
    for (const [name, called] of Object.entries(settings.skill.names)) context[name] = given[called]
    return context
  }

  const personIn = (context: Fields): string =>
    parties.person(...['userId', 'unionId'].map((name) => textIn(context, name)).filter((id) => id !== ''))

  function ask(uri: string, body: string): Recalled[] {
    const context = contextOf(uri, body)
    const text = textIn(context, 'rawInput')
    if (text === '') return [{ nothing: 'a call of the skill was passed on, not recorded: it has no rawInput' }]
    hideSession(ground, textIn(context, 'sessionWebhook'))
    const from = personIn(context)
    const conversation = textIn(context, 'openConversationId')
    const chat = conversation === '' ? undefined : parties.placeOf(conversation, from)
    const place = chat === undefined ? 'wand' : chat.isGroup ? chat.name : 'single'
    const token = textIn(context, 'conversationToken')
    const to = chat?.name ?? from
    for (const key of [token, sessionIn(textIn(context, 'sessionWebhook')) ?? '']) parties.lead(key, to)
    hideIds(ground, context)
    const attribute = textIn(fieldsOf(parseJson(textIn(context, 'inputAttribute'))), 'msgType')
    const details = {
      ...(place === 'single' ? {} : { in: place }),
      ...(attribute === '' || attribute === 'text' ? {} : { attribute }),
    }
    const isBrief = from === 'alice' && Object.keys(details).length === 0
    return [
      {
        act: 'ask',
        input: isBrief ? text : { ...(from === 'alice' ? {} : { from }), text, ...details },
        id: token === '' ? undefined : token,
      },
    ]
  }

  function write(token: string, seen: SeenCard, content: unknown): Recalled[] {
    const read = readCard({ ...settings, cards: { ...settings.cards, anyTemplate: true } }, content)
    if (!read.ok) return []
    seen.card.template = read.template
    changeCard(seen.card, read.change, prepared.has(token) ? 'prepare' : 'message')
    return cards.refresh(seen)
  }

  function recall(operation: string, url: string, sent: Fields, told: Fields): Recalled[] | undefined {
    const token = textIn(sent, 'conversationToken')
    const content = parseJson(textIn(sent, 'content'))
    const target = (): string =>
      parties.withId(textIn(sent, 'openConversationId')) ?? parties.person(textIn(sent, 'unionId'))
    switch (operation) {
      case 'dingtalk.agent.send': {
        const chat = parties.withSession(url)
        if (chat === undefined) return undefined
        return write('', cards.add('', 'agent-webhook', [chat]), sent['content'])
      }
      case 'dingtalk.aiInteraction.prepare': {
        const begun = textIn(fieldsOf(told['result']), 'conversationToken')
        prepared.add(begun)
        if (prepared.size > MOST_PREPARED) prepared.delete(prepared.values().next().value ?? '')
        const seen = cards.add(begun, 'ai-active', [target()])
        return content === undefined ? [] : write(begun, seen, content)
      }
      case 'dingtalk.aiInteraction.reply':
      case 'dingtalk.aiInteraction.update': {
        const chat = parties.led(token)
        const seen = cards.find(token) ?? (chat === undefined ? undefined : cards.add(token, 'ai-reply', [chat]))
        return seen === undefined ? undefined : write(token, seen, content)
      }
      case 'dingtalk.aiInteraction.finish': {
        const seen = cards.find(token)
        if (seen === undefined) return undefined
        if (seen.card.flow !== 'failed') seen.card.flow = 'finished'
        return cards.refresh(seen)
      }
      case 'dingtalk.aiInteraction.send':
        return [{ reply: { to: target(), via: 'ai-active', ...once(textIn(sent, 'contentType'), fieldsOf(content)) } }]
      default:
        return undefined
    }
  }

  return { ask, asker: (uri, body) => parties.led(textIn(contextOf(uri, body), 'conversationToken')), recall }
}

/** A message of the assistant that stays as it is. */
function once(contentType: string, content: Fields): { kind: string; text: string; fields?: Fields } {
  if (contentType !== 'basic_card_schema')
    return { kind: contentType, text: textIn(content, contentType === 'text' ? 'content' : 'text') }
  const { text, title, buttons } = readCardSchema(content)
  const fields = { ...(title === '' ? {} : { title }), ...(buttons.length === 0 ? {} : { buttons }) }
  return { kind: 'card', text, ...(Object.keys(fields).length === 0 ? {} : { fields }) }
}
