import { z } from 'zod'
import type { JournalEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { HeardPush, Hearing } from '../hearing.ts'
import { isShown } from '../lines.ts'

/** What a callback says, as far as rules ask. */
const callback = z.looseObject({
  msgtype: z.string(),
  conversationType: z.enum(['1', '2']),
  senderStaffId: z.string().optional(),
  sessionWebhook: z.string().default(''),
  text: z.looseObject({ content: z.string(), isReplyMsg: z.boolean().optional() }).optional(),
  errorCode: z.number().optional(),
})

/** A message to the robot, as it was delivered to the bot once or several times. */
export interface RobotMessage {
  readonly push: HeardPush
  /** The name of the group, or of the person in a single chat. */
  readonly conversation: string
  readonly user: string
  readonly kind: 'single' | 'group'
  readonly msgId: string
  readonly robotCode: string
  /** What was said, as it stands in the callback; undefined for anything but words. */
  readonly text: string | undefined
  /** The userId of the sender; empty for people outside the organisation. */
  readonly staffId: string
  /** The `session` of its sessionWebhook. */
  readonly session: string
  /** It quotes another message. */
  readonly isQuote: boolean
}

/** Somebody said something, and not only the name of the robot. */
export const hasWords = ({ text }: RobotMessage): boolean => text !== undefined && text.trim() !== ''

/** What happened, by conversation; made once for all rules. */
interface Chats {
  readonly messages: readonly RobotMessage[]
  /** By conversation, in order. */
  readonly heard: ReadonlyMap<string, readonly RobotMessage[]>
  /** What the bot has shown, by conversation, in order. */
  readonly shown: ReadonlyMap<string, readonly TranscriptLine[]>
  /** The latest time at which a fault struck, the bot was restarted or a call was refused (ms since the epoch). */
  readonly troubledAt: number
}

const known = new WeakMap<Hearing, Chats>()

function chatsOf(hearing: Hearing): Chats {
  const chats = known.get(hearing) ?? readChats(hearing)
  known.set(hearing, chats)
  return chats
}

function readChats(hearing: Hearing): Chats {
  const { pushes, lines } = hearing.of('dingtalk')
  const messages = pushes.flatMap(readMessage)
  const isTrouble = (entry: JournalEntry): boolean =>
    entry.kind === 'fault' || entry.kind === 'bot' || (entry.kind === 'call' && entry.ended?.ok !== true)
  return {
    messages,
    heard: byConversation(messages),
    shown: byConversation(lines.filter(isShown)),
    troubledAt: hearing.entries.reduce(
      (latest, entry) => (isTrouble(entry) ? Math.max(latest, entry.at) : latest),
      -Infinity,
    ),
  }
}

function byConversation<T extends { readonly conversation: string }>(things: readonly T[]): Map<string, T[]> {
  const sorted = new Map<string, T[]>()
  for (const thing of things) {
    const same = sorted.get(thing.conversation)
    if (same === undefined) sorted.set(thing.conversation, [thing])
    else same.push(thing)
  }
  return sorted
}

/** All messages DingTalk has brought to the bot, in order; forged ones are left out. */
export const robotMessages = (hearing: Hearing): readonly RobotMessage[] => chatsOf(hearing).messages

function readMessage(push: HeardPush): RobotMessage[] {
  const { ids, user, conversation, what } = push.entry
  const { msgId, robotCode } = ids
  const body = push.attempts[0]?.request.body
  if (msgId === undefined || robotCode === undefined || body === undefined) return []
  const read = callback.safeParse(parse(body))
  if (user === undefined || conversation === undefined || !read.success) return []
  const { data } = read
  return [
    {
      push,
      conversation,
      user,
      kind: data.conversationType === '2' ? 'group' : 'single',
      msgId,
      robotCode,
      text: what === 'text' && data.errorCode === undefined ? data.text?.content : undefined,
      staffId: data.senderStaffId ?? '',
      session: sessionOf(data.sessionWebhook),
      isQuote: data.text?.isReplyMsg === true,
    },
  ]
}

/** The `session` of a URL; empty when there is none. */
export const sessionOf = (url: string): string => /[?&]session=([^&]+)/.exec(url)?.[1] ?? ''

/** A value written as JSON; undefined when it is something else. */
export function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The bot has taken it, in peace. */
export const wasTaken = ({ push }: RobotMessage): boolean =>
  !push.isDisturbed && ['answered', 'acknowledged'].includes(push.entry.ended.outcome)

/** What people find a message by in their logs. */
export const nameOf = ({ msgId, push }: RobotMessage): string => `msgId ${msgId} (${push.entry.what})`

/** The lines of the bot in a conversation after `seq`, before `until`. */
export function shownIn(hearing: Hearing, conversation: string, seq: number, until = Infinity): TranscriptLine[] {
  const shown = chatsOf(hearing).shown.get(conversation) ?? []
  return shown.filter((line) => line.seq > seq && line.seq < until)
}

/** The number of the entry with which the next message of the same conversation came; Infinity when there is none. */
export function nextIn(hearing: Hearing, { conversation, msgId, push }: RobotMessage): number {
  const heard = chatsOf(hearing).heard.get(conversation) ?? []
  const next = heard.find((other) => other.msgId !== msgId && other.push.entry.seq > push.entry.seq)
  return next?.push.entry.seq ?? Infinity
}

/** A bot that has said nothing for so long will not (ms). */
export const PATIENCE_MS = 10_000

/** The bot has had the time to answer: nothing but itself can be why it did not. */
export const hadItsTime = (hearing: Hearing, since: { readonly at: number }): boolean =>
  hearing.endedAt - since.at >= PATIENCE_MS && chatsOf(hearing).troubledAt < since.at

/** The words of a line without the mention they begin with. */
export const wordsOf = ({ text }: TranscriptLine): string => text.replace(/^@\S+\s*/, '').trim()
