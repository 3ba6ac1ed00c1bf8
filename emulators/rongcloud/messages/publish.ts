import type { z } from 'zod'
import type { Call } from '../../core/call.ts'
import { refuse, type Refusal } from '../errors.ts'
import { flag, list, text } from '../fields.ts'
import { done, give, type Outcome } from '../operation.ts'
import { nextMessageUID, type RongCloud } from '../rongcloud.ts'
import { remark } from '../remarks.ts'
import { contentFault, isBuiltIn, parseContent } from './content.ts'
import { deliverMessage } from './send.ts'
import { CONVERSATION, type StoredMessage } from './store.ts'

const MOST_CONTENT_BYTES = 128 * 1024
const REPEAT_MS = 60_000

export const fromUserId = text('fromUserId', { max: 64 })

export const objectName = text('objectName', { max: 32 }).refine((name) => !name.startsWith('RC:') || isBuiltIn(name), {
  error: 'objectName must not begin with RC: unless it is a built-in type.',
})

export const content = text('content', { max: MOST_CONTENT_BYTES, unit: 'bytes' })

const anyText = (name: string) => text(name, { min: 0 }).optional()

/** Fields that private and group messages share; push options are taken and kept out of sight. */
export const publishFields = {
  fromUserId,
  objectName,
  content,
  pushContent: anyText('pushContent'),
  pushData: anyText('pushData'),
  pushExt: anyText('pushExt'),
  count: anyText('count'),
  contentAvailable: flag('contentAvailable').default(false),
  disablePush: flag('disablePush').default(false),
  isPersisted: flag('isPersisted').default(true),
  isCounted: flag('isCounted').default(true),
  isIncludeSender: flag('isIncludeSender').default(false),
  expansion: flag('expansion').default(false),
  extraContent: anyText('extraContent'),
  msgRandom: anyText('msgRandom'),
  disableUpdateLastMsg: flag('disableUpdateLastMsg').default(false),
  needReadReceipt: flag('needReadReceipt').default(false),
}

export const receivers = list('toUserId', { most: 1000, item: { max: 64 } })

type Shared = { [K in keyof typeof publishFields]: z.output<(typeof publishFields)[K]> }

/** What is sent, to whom, in the words of the call. */
export type Publication = Pick<Shared, 'fromUserId' | 'objectName' | 'content'> &
  Partial<Pick<Shared, 'isPersisted' | 'isIncludeSender' | 'extraContent' | 'msgRandom'>>

/** Refuses content that clients cannot show, where the settings ask for it. */
export function checkContent(rong: RongCloud, sent: Pick<Publication, 'objectName' | 'content'>): Refusal | undefined {
  const fault = rong.settings.strictContent ? contentFault(sent.objectName, sent.content) : undefined
  return fault === undefined ? undefined : refuse(1002, `${fault}.`)
}

/** One message of a call to one receiver, accepted: stores, shows and routes it, and gives its UID. */
export function publishOne(
  rong: RongCloud,
  sent: Publication,
  to: {
    readonly conversationType: StoredMessage['conversationType']
    readonly targetId: string
    readonly directedTo?: readonly string[]
    readonly isStatus?: boolean
  },
  call: Call,
): string {
  const message: StoredMessage = {
    messageUID: nextMessageUID(rong),
    conversationType: to.conversationType,
    fromUserId: sent.fromUserId,
    targetId: to.targetId,
    objectName: sent.objectName,
    content: sent.content,
    sentTime: rong.world.clock.now(),
    extraContent: sent.extraContent,
  }
  call.entry.user ??= to.conversationType === CONVERSATION.private ? to.targetId : undefined
  deliverMessage(rong, {
    message,
    origin: 'server',
    directedTo: to.directedTo ?? [],
    isPersisted: sent.isPersisted ?? true,
    isIncludeSender: sent.isIncludeSender ?? false,
    isStatus: to.isStatus ?? false,
    facts: { sensitiveType: 0, source: 'Server' },
    cause: call.entry.seq,
  })
  return message.messageUID
}

/** Publishes to each receiver of a private message. */
export function publishPrivately(
  rong: RongCloud,
  sent: Publication & { readonly toUserId: readonly string[] },
  call: Call,
): Outcome {
  return once(rong, sent, () => {
    const refusal = checkContent(rong, sent)
    if (refusal !== undefined) return refusal
    const { limits } = rong.settings
    const now = rong.world.clock.now()
    if (!rong.rate.spend('private messages', limits.messagesPerMinute, 60_000, now, sent.toUserId.length))
      return refuse(1008)
    const messageUIDs = sent.toUserId.map((userId) => ({
      userId,
      messageUID: publishOne(rong, sent, { conversationType: CONVERSATION.private, targetId: userId }, call),
    }))
    return give({ messageUIDs })
  })
}

/** Publishes to each group. */
export function publishToGroups(
  rong: RongCloud,
  sent: Publication & {
    readonly toGroupId: readonly string[]
    readonly toUserId?: readonly string[] | undefined
  },
  call: Call,
): Outcome {
  if (sent.toUserId !== undefined && sent.toGroupId.length !== 1)
    return refuse(1002, 'toUserId is possible with exactly one toGroupId.')
  return once(rong, sent, () => {
    const refusal = checkContent(rong, sent)
    if (refusal !== undefined) return refusal
    const { limits } = rong.settings
    const now = rong.world.clock.now()
    if (!rong.rate.spend('group messages', limits.groupMessagesPerSecond, 1000, now, sent.toGroupId.length))
      return refuse(1008)
    const messageUIDs = sent.toGroupId.map((groupId) => ({
      groupId,
      messageUID: publishOne(
        rong,
        sent,
        { conversationType: CONVERSATION.group, targetId: groupId, directedTo: sent.toUserId ?? [] },
        call,
      ),
    }))
    return give({ messageUIDs })
  })
}

/** A call with the `msgRandom` of an earlier one, within a minute, gets its answer again and does nothing. */
function once(rong: RongCloud, { fromUserId: from, msgRandom }: Publication, publish: () => Outcome): Outcome {
  if (msgRandom === undefined || msgRandom === '') return publish()
  const key = `${from}\n${msgRandom}`
  const now = rong.world.clock.now()
  const before = rong.repeated.get(key, now)
  if (before !== undefined) return before
  const outcome = publish()
  if (outcome.ok) rong.repeated.set(key, outcome, now + REPEAT_MS)
  return outcome
}

/** Takes a message back, everywhere. An unknown one is taken back, too. */
export function recall(rong: RongCloud, messageUID: string): Outcome {
  rong.messages.recall(messageUID)
  reviseLines(rong, messageUID, { kind: 'recalled', text: '' })
  return done
}

/** Changes the content of a message, everywhere. */
export function modify(
  rong: RongCloud,
  messageUID: string,
  from: string,
  next: { objectName?: string | undefined; content: string },
): Outcome {
  const message = rong.messages.find(messageUID)
  if (message === undefined || message.fromUserId !== from)
    return refuse(1002, `message ${messageUID} of ${from} does not exist.`)
  message.objectName = next.objectName ?? message.objectName
  message.content = next.content
  const text = parseContent(next.content)?.['content']
  reviseLines(rong, messageUID, typeof text === 'string' ? { text } : {})
  return done
}

function reviseLines(rong: RongCloud, messageUID: string, patch: { kind?: string; text?: string }): void {
  for (const line of rong.lines.get(messageUID, rong.world.clock.now()) ?? []) rong.world.transcript.revise(line, patch)
}

/** Hints that a history holds one side only, because the other was published without `isIncludeSender`. */
export function remarkOneSided(rong: RongCloud, userId: string, targetId: string, cause: number): void {
  const what = {
    en: `The view of ${userId} has nothing that ${userId} said to ${targetId}; ${targetId} has it.`,
    zh: `${userId} 的视图里没有自己发给 ${targetId} 的消息，而 ${targetId} 的视图里有。`,
  }
  remark(rong, 'own-side-not-stored', what, { cause, user: userId })
}
