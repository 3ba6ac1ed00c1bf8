import type { TranscriptLine } from '../../core/journal-entries.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { legacy } from '../errors/index.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'
import { resolveMentions, type Mentions } from './mentions.ts'
import { missingParameter } from './missing.ts'
import {
  remarkIncomplete,
  remarkMentions,
  remarkTooLong,
  remarkUndocumented,
  remarkUnsupported,
  remarkWriting,
} from './post-remarks.ts'
import { isRecord, readShape, UNDOCUMENTED, type Shape } from './shape.ts'

/** How a message of the bot came into the chat. */
export type Via = 'callback-reply' | 'session-webhook' | 'custom-robot'

/** Who posts a message, and how. */
export interface PostAbout {
  readonly via: Via
  readonly cause: number
  /** The name shown over a custom robot's message. */
  readonly robotName?: string
  /** Bytes of the body as it came; default: of the body written as JSON. */
  readonly bytes?: number
}

/**
 * Posts the body of a webhook message (`{ msgtype, text: … , at }`) into a conversation: type, parameters, size; then shows it
 * with who was notified. A refusal when it cannot be shown.
 *
 * Source: https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export function postMessage(
  dingtalk: Dingtalk,
  conversation: Conversation,
  body: unknown,
  about: PostAbout,
): LegacyRefusal | undefined {
  if (!isRecord(body)) return legacy(40035, '缺少参数 json')
  const { settings, people } = dingtalk
  const read = readShape(body)
  const isUndocumented = UNDOCUMENTED.has(body['msgtype'])
  if ((!read.ok && read.missing === undefined) || (isUndocumented && settings.strictWebhookTypes)) {
    remarkUnsupported(dingtalk, body['msgtype'], about)
    return legacy(400105)
  }
  if (!read.ok) {
    const refusal = missingParameter(read.missing, about.via === 'custom-robot' ? 'long' : 'short')
    remarkIncomplete(dingtalk, read.missing, body, refusal, about)
    return refusal
  }
  const bytes = about.bytes ?? Buffer.byteLength(JSON.stringify(body))
  const most = settings.limits.webhookBytes
  if (bytes > most) {
    remarkTooLong(dingtalk, bytes, most, about)
    return legacy(460101, `message too long, exceed ${most} bytes`)
  }
  const { shape } = read
  if (isUndocumented) remarkUndocumented(dingtalk, shape.kind, about)
  const mentions =
    conversation.kind === 'group' ? mentionsOf(people, conversation, body, shape, settings.mentionsNeedText) : undefined
  if (mentions !== undefined) remarkMentions(dingtalk, body, shape, mentions, about)
  remarkWriting(dingtalk, shape, about)
  show(dingtalk, conversation, shape, mentions, about)
  return undefined
}

function mentionsOf(
  people: Dingtalk['people'],
  conversation: Conversation,
  body: Readonly<Record<string, unknown>>,
  { canMention, text }: Shape,
  needsText: boolean,
): Mentions {
  return canMention
    ? resolveMentions(people, conversation, body['at'], text, needsText)
    : { notified: [], isAtAll: false, text, faults: [] }
}

function show(
  { world }: Dingtalk,
  { kind, name }: Conversation,
  shape: Shape,
  mentions: Mentions | undefined,
  { via, cause, robotName }: PostAbout,
): TranscriptLine {
  const notified = mentions?.notified.map((person) => person.name)
  return world.transcript.add({
    platform: 'dingtalk',
    conversation: name,
    who: 'bot',
    user: kind === 'group' ? (notified?.length === 1 ? notified[0]! : '') : name,
    kind: shape.kind,
    text: mentions?.text ?? shape.text,
    via,
    fields: {
      ...shape.fields,
      ...(mentions === undefined ? {} : { notified, atAll: mentions.isAtAll }),
      ...(robotName === undefined ? {} : { robot: robotName }),
    },
    cause,
  })
}
