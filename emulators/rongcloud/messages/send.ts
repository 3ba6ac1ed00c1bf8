import type { TranscriptLine } from '../../core/journal-entries.ts'
import { callBot, wants } from '../callbacks/bot-webhook.ts'
import { routeMessage, type RoutingFacts } from '../callbacks/routing.ts'
import { remark } from '../remarks.ts'
import { hasClient, type RongCloud } from '../rongcloud.ts'
import { answerOfAgent } from '../bots/agent-chat.ts'
import { conversationName, lineOf } from './chat-line.ts'
import { contentFault } from './content.ts'
import { CONVERSATION, type StoredMessage, type ViewKey } from './store.ts'

/** A message on its way, after it has been accepted. */
export interface Sending {
  readonly message: StoredMessage
  /** Sent by a person's client, through the server API, or by an agent of the platform. */
  readonly origin: 'client' | 'server' | 'agent'
  /** Members of the group it is for alone; empty: for all. */
  readonly directedTo: readonly string[]
  readonly isPersisted: boolean
  readonly isIncludeSender: boolean
  /** Status messages reach neither history nor callbacks. */
  readonly isStatus: boolean
  readonly facts: Pick<RoutingFacts, 'sensitiveType' | 'source'>
  readonly cause: number
}

const KEEP_LINE_MS = 24 * 3_600_000
const MOST_CALLBACKS = 200

/** Stores a message in the views it belongs to, shows it, routes it and brings it to bots; a blocked one is routed at most. */
export function deliverMessage(rong: RongCloud, sending: Sending): void {
  const { message, origin, isPersisted, isStatus } = sending
  if (sending.facts.sensitiveType === 1) {
    if (rong.settings.routing.blockedMessages) route(rong, sending)
    return
  }
  const receivers = receiversOf(rong, sending)
  if (isPersisted && !isStatus && rong.settings.history.enabled)
    rong.messages.keep(message, ownersOf(message, receivers, origin === 'client' || sending.isIncludeSender))
  if (origin !== 'client') show(rong, sending, receivers)
  if (isStatus) return
  if (origin === 'client' || rong.settings.routing.serverMessages) route(rong, sending)
  bringToBot(rong, sending)
}

function receiversOf(rong: RongCloud, { message, directedTo }: Sending): readonly string[] {
  if (message.conversationType === CONVERSATION.private) return [message.targetId]
  const members = [...(rong.groups.find(message.targetId)?.members ?? [])].filter(
    (member) => member !== message.fromUserId,
  )
  return directedTo.length === 0 ? members : members.filter((member) => directedTo.includes(member))
}

function ownersOf(message: StoredMessage, receivers: readonly string[], withSender: boolean): ViewKey[] {
  const { conversationType, fromUserId, targetId } = message
  const isGroup = conversationType === CONVERSATION.group
  const owners = receivers.map((userId) => ({ conversationType, userId, peerId: isGroup ? targetId : fromUserId }))
  return withSender ? [...owners, { conversationType, userId: fromUserId, peerId: targetId }] : owners
}

/** Shows what did not come from a person, and says why nobody sees it where that is so. */
function show(rong: RongCloud, sending: Sending, receivers: readonly string[]): void {
  const { message, origin, isStatus, directedTo, cause } = sending
  const { objectName, content, targetId, messageUID } = message
  const isGroup = message.conversationType === CONVERSATION.group
  const seers = receivers.filter((userId) => hasClient(rong, userId))
  if (seers.length === 0) {
    remarkUnknown(rong, message, isGroup, cause)
    return
  }
  const fault = contentFault(objectName, content)
  if (fault !== undefined) {
    const what = {
      en: `Accepted, but no client shows message ${messageUID}: ${fault}.`,
      zh: `消息 ${messageUID} 已受理，但客户端无法显示：${fault}。`,
    }
    remark(rong, 'content-not-shown', what, { cause, user: targetId })
    return
  }
  const via = isStatus
    ? 'status-message'
    : isGroup
      ? 'group-message'
      : origin === 'agent'
        ? 'built-in-agent'
        : 'private-message'
  const who = origin === 'agent' ? 'platform' : 'bot'
  const users = isGroup ? (directedTo.length === 0 ? [targetId] : seers) : seers
  const lines = users.flatMap((user) => {
    const draft = lineOf(rong, message, { who, user, via, cause })
    return draft === undefined ? [] : [rong.world.transcript.add(draft)]
  })
  keepLines(rong, messageUID, lines)
}

/** Remembers what people see of a message, so that a recall or change can be shown. */
export function keepLines(rong: RongCloud, messageUID: string, lines: TranscriptLine[]): void {
  rong.lines.set(messageUID, lines, rong.world.clock.now() + KEEP_LINE_MS)
}

function remarkUnknown(
  rong: RongCloud,
  { targetId, messageUID }: StoredMessage,
  isGroup: boolean,
  cause: number,
): void {
  if (targetId.includes(',')) {
    const what = {
      en: `${JSON.stringify(targetId)} is one id to RongCloud, not a list.`,
      zh: `对融云来说 ${JSON.stringify(targetId)} 是一个 ID，而不是列表。`,
    }
    remark(rong, 'receivers-joined', what, { cause })
    return
  }
  const what = isGroup
    ? {
        en: `Message ${messageUID} was accepted for group ${targetId}, in which nobody can see it.`,
        zh: `消息 ${messageUID} 已受理，但群 ${targetId} 里没有人能看到。`,
      }
    : {
        en: `Message ${messageUID} was accepted for ${targetId}, who has never connected.`,
        zh: `消息 ${messageUID} 已受理，但用户 ${targetId} 从未连接过。`,
      }
  remark(rong, 'receiver-unknown', what, { cause, user: targetId })
}

function route(rong: RongCloud, { message, facts, directedTo, cause }: Sending): void {
  if (!rong.world.hasWebhook('rongcloud', 'routing')) return
  const conversation = conversationName(rong, message)
  keepCallback(rong, message, cause, (because) =>
    routeMessage(rong, message, { ...facts, directedTo }, conversation, because),
  )
}

function bringToBot(rong: RongCloud, { message, origin, facts, cause }: Sending): void {
  if (message.conversationType !== CONVERSATION.private || message.fromUserId === message.targetId) return
  const bot = rong.bots.find(message.targetId)
  for (const integration of bot?.integrations ?? []) {
    if (bot === undefined || !wants(integration, message)) continue
    // Agents do not answer agents: two of them would never end.
    const answer =
      integration.type === 'rc_agentchat' && origin !== 'agent'
        ? answerOfAgent(rong, bot, integration, message)
        : undefined
    if (answer !== undefined) sendByAgent(rong, answer, cause)
    if (integration.type === 'webhook')
      keepCallback(rong, message, cause, (because) => callBot(rong, bot, integration, message, facts.source, because))
  }
}

function sendByAgent(rong: RongCloud, message: StoredMessage, cause: number): void {
  deliverMessage(rong, {
    message,
    origin: 'agent',
    directedTo: [],
    isPersisted: true,
    isIncludeSender: true,
    isStatus: false,
    facts: { sensitiveType: 0, source: 'Server' },
    cause,
  })
}

/** Sends a callback, and remembers how, for the act that sends it again. */
function keepCallback(
  rong: RongCloud,
  { messageUID }: StoredMessage,
  cause: number,
  send: (cause: number) => void,
): void {
  rong.callbacks.push({ messageUID, send })
  if (rong.callbacks.length > MOST_CALLBACKS) rong.callbacks.shift()
  send(cause)
}
