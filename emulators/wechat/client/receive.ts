import type { Trigger } from '../account/window.ts'
import { openWindow } from '../account/window.ts'
import { noteExchange } from '../account/typing.ts'
import type { User } from '../account/users.ts'
import { pushToBot } from '../push/deliver.ts'
import { eventFields, type UserEvent } from '../push/events.ts'
import { messageFields, type PushHead, type UserMessage } from '../push/messages.ts'
import { nextMsgId, type Wechat } from '../wechat.ts'

/** What a push of a message may fix instead of leaving it to chance. */
export interface MessageOptions {
  /** Another MsgId than the next: two users with one MsgId have been seen. */
  readonly msgId?: string | undefined
}

/** Pushes a user's message and opens their window for service messages. */
export function pushMessage(
  wechat: Wechat,
  user: User,
  message: UserMessage,
  cause: number,
  options: MessageOptions = {},
): void {
  const msgId = options.msgId ?? nextMsgId(wechat)
  user.typing = noteExchange(user.typing, wechat.world.clock.now(), false)
  // A tap on a line of a message menu counts as a tap on the menu.
  openFor(wechat, user, message.type === 'text' && message.menuId !== undefined ? 'menu' : 'message')
  pushToBot(wechat, {
    what: message.type,
    user,
    content: messageFields(headOf(wechat, user), message, msgId),
    ids: { MsgId: msgId },
    event: false,
    notifies: true,
    cause,
  })
}

/** Who may reach whom after an event; other events open no window. */
const TRIGGERS: Readonly<Partial<Record<UserEvent['event'], Trigger>>> = {
  subscribe: 'follow',
  SCAN: 'scan',
  CLICK: 'menu',
  scancode_push: 'menu',
  scancode_waitmsg: 'menu',
}

/** The events after whose failure the user reads the notice. */
const NOTIFYING: ReadonlySet<UserEvent['event']> = new Set([
  'subscribe',
  'SCAN',
  'CLICK',
  'scancode_push',
  'scancode_waitmsg',
])

/** Pushes an event. `from` replaces the sender for events that come from no follower, such as the end of a mass send. */
export function pushEvent(
  wechat: Wechat,
  user: User,
  event: UserEvent,
  cause: number | undefined,
  from = user.openid,
): void {
  const trigger = TRIGGERS[event.event]
  if (trigger !== undefined) openFor(wechat, user, trigger)
  const head = headOf(wechat, user)
  pushToBot(wechat, {
    what: `event ${event.event}`,
    user,
    sender: from,
    content: eventFields({ ...head, from }, event),
    ids: { CreateTime: String(head.createTime), ...('eventKey' in event ? { EventKey: event.eventKey } : {}) },
    event: true,
    notifies: NOTIFYING.has(event.event),
    cause,
  })
}

function openFor({ settings, world }: Wechat, user: User, trigger: Trigger): void {
  user.window = openWindow(user.window, trigger, world.clock.now(), settings.quota.profile)
}

/** Receiver, sender and time of a push. The time is the world's, so that two equal events hours apart are two events. */
export function headOf({ settings, world }: Wechat, user: User): PushHead {
  const fixed = settings.debug.timestamp
  return {
    to: settings.account.originalId,
    from: user.openid,
    createTime: fixed === undefined ? Math.floor(world.clock.now() / 1000) : Number(fixed),
  }
}
