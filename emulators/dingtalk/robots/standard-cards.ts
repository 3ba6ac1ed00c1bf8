import { z } from 'zod'
import type { Call } from '../../core/call.ts'
import { readCardSchema } from '../cards/schema.ts'
import { parseJson } from '../cards/words.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { GatewayRefusal } from '../errors/refusal.ts'
import type { SentMessage } from '../messages/sent.ts'
import { isRecord, type Shape } from '../messages/shape.ts'
import { showSent } from '../messages/show-sent.ts'
import { readRobot } from './caller.ts'
import { readChat } from './targets.ts'

const TEMPLATE = 'StandardCard'
const MOST_ID_CHARACTERS = 100

/** A card that is described whole in the call, in the words of the card builder. */
export interface StandardCard {
  readonly cardTemplateId: string
  readonly cardBizId: string
  readonly robotCode: string
  readonly openConversationId?: string | undefined
  readonly singleChatReceiver?: unknown
  readonly cardData?: unknown
  readonly sendOptions?:
    | { readonly atUserListJson?: string | undefined; readonly atAll?: boolean | undefined }
    | undefined
}

/**
 * Sends a standard card (互动卡片普通版) to a group or a single chat. A cardBizId that came before shows the same card once
 * more: new data have no effect.
 *
 * Source: https://open.dingtalk.com/document/development/robots-send-interactive-cards
 */
export function sendStandardCard(dingtalk: Dingtalk, card: StandardCard, call: Call): SentMessage | GatewayRefusal {
  const { cardBizId, robotCode } = card
  const caller = readRobot(dingtalk, robotCode, call)
  if (!caller.ok) return caller.refusal.code === 'bot.stopped' ? caller.refusal : gateway('invalid.robotCode')
  if (card.cardTemplateId !== TEMPLATE) return gateway('template.isNotExist')
  if (cardBizId === '' || cardBizId.length > MOST_ID_CHARACTERS) return gateway('invalid.bizId')
  const read = readShape(card.cardData, cardBizId)
  if (read === undefined) return gateway('param.isNotJson')
  const chat = findChat(dingtalk, card, call)
  if ('ok' in chat) return chat
  const known = dingtalk.sent.withCard(cardBizId).flatMap(({ lines }) => lines)
  const shown = known.find((line) => line.kind === 'card')
  const { text, fields } = shown ?? read
  return showSent(dingtalk, {
    robotCode,
    shape: { ...read, text, fields: { ...withoutMentions(fields), ...mentionsOf(dingtalk, chat, card.sendOptions) } },
    chats: [chat],
    openConversationId: chat.kind === 'group' ? chat.conversationId : undefined,
    cardBizId,
    cause: call.entry.seq,
  })
}

/**
 * Changes what a standard card says, wherever it is shown.
 *
 * Source: https://open.dingtalk.com/document/development/update-the-robot-to-send-interactive-cards
 */
export function updateStandardCard(
  { sent, world }: Dingtalk,
  cardBizId: string,
  cardData: unknown,
): SentMessage | GatewayRefusal {
  const shown = sent.withCard(cardBizId)
  const newest = shown.at(-1)
  if (newest === undefined) return gateway('invalid.bizId')
  if (cardData === undefined) return newest
  const read = readShape(cardData, cardBizId)
  if (read === undefined) return gateway('param.error')
  for (const line of shown.flatMap(({ lines }) => lines)) {
    if (line.kind === 'recalled') continue
    const { notified, atAll } = line.fields
    const fields = { ...read.fields, ...(notified === undefined ? {} : { notified, atAll }) }
    world.transcript.revise(line, { text: read.text, fields })
  }
  return newest
}

const withoutMentions = (fields: Shape['fields']): Shape['fields'] =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'notified' && name !== 'atAll'))

function readShape(cardData: unknown, cardBizId: string): Shape | undefined {
  const content = typeof cardData === 'string' ? parseJson(cardData) : undefined
  if (!isRecord(content)) return undefined
  const { text, title, buttons } = readCardSchema(content)
  const fields = { cardBizId, ...(title === '' ? {} : { title }), ...(buttons.length === 0 ? {} : { buttons }) }
  return { kind: 'card', text, fields, isMarkdown: false, canMention: true }
}

const somebody = z.looseObject({ userId: z.string().optional(), unionId: z.string().optional() })

function findChat(
  dingtalk: Dingtalk,
  { openConversationId = '', singleChatReceiver = '' }: StandardCard,
  call: Call,
): Conversation | GatewayRefusal {
  if (openConversationId !== '') {
    const chat = readChat(dingtalk, openConversationId, 'group', call)
    return chat.ok ? chat.group : chat.refusal
  }
  if (singleChatReceiver === '') return gateway('param.error')
  const given = somebody.safeParse(typeof singleChatReceiver === 'string' ? parseJson(singleChatReceiver) : undefined)
  if (!given.success) return gateway('param.isNotJson')
  const person = personOf(dingtalk, given.data)
  return person === undefined ? gateway('invalid.user') : dingtalk.conversations.single(person.name)
}

function personOf({ people }: Dingtalk, { userId, unionId }: z.output<typeof somebody>): Person | undefined {
  if (userId !== undefined && userId !== '') return people.withStaffId(userId)
  return unionId === undefined ? undefined : people.withUnionId(unionId)
}

/** Members of the group whom the card mentions; no id has to stand in a text here. */
function mentionsOf(
  dingtalk: Dingtalk,
  { kind, members }: Conversation,
  { atUserListJson = '[]', atAll = false }: NonNullable<StandardCard['sendOptions']> = {},
): { readonly notified?: readonly string[]; readonly atAll?: boolean } {
  if (kind !== 'group') return {}
  const listed = z.array(somebody).catch([]).parse(parseJson(atUserListJson))
  const names = listed.flatMap((one) => personOf(dingtalk, one)?.name ?? [])
  return { notified: [...new Set(names)].filter((name) => members.has(name)), atAll }
}
