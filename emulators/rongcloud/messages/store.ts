import { textOf } from './content.ts'

/** One-to-one chats and groups, with the numbers RongCloud gives them. */
export const CONVERSATION = { private: 1, group: 3 } as const
export type ConversationType = (typeof CONVERSATION)[keyof typeof CONVERSATION]

/** A message, shared by every view that holds it: a change is seen by all. */
export interface StoredMessage {
  readonly messageUID: string
  readonly conversationType: ConversationType
  readonly fromUserId: string
  /** The receiving user, or the group. */
  readonly targetId: string
  objectName: string
  /** A JSON text for built-in types. */
  content: string
  /** Ms since the epoch. */
  readonly sentTime: number
  readonly extraContent?: string | undefined
}

/** Whose view of which chat. `peerId` is the other user, or the group. */
export interface ViewKey {
  readonly conversationType: ConversationType
  readonly userId: string
  readonly peerId: string
}

/** How much is kept. */
export interface StoreLimits {
  readonly messagesPerView: number
  readonly views: number
  /** Ms; the documented default of the cloud storage is six months. */
  readonly retention: number
}

/** A page of history: from `startTime` to `endTime`, oldest first, at most `pageSize` messages. */
export interface HistoryQuery {
  readonly startTime: number
  readonly endTime: number
  readonly pageSize: number
  /** Whether a message of exactly `startTime` belongs to the page. */
  readonly includeStart: boolean
}

/** One line of a chat as its owner sees it; `text` is absent where the message has none. */
export interface Turn {
  readonly who: 'self' | 'peer'
  readonly objectName: string
  readonly text: string | undefined
}

/** The cloud storage of one app (单群聊消息云存储): every user has an own view of every chat. */
export interface MessageStore {
  /** Puts a message into the views named. A message in no view can still be recalled by nobody and found by nobody. */
  keep(message: StoredMessage, owners: readonly ViewKey[]): void
  find(messageUID: string): StoredMessage | undefined
  /** Takes a message out of every view; false when it is unknown. */
  recall(messageUID: string): boolean
  /** Empties one user's view of one chat up to and including a time. */
  clean(view: ViewKey, upTo: number): void
  query(view: ViewKey, query: HistoryQuery, now: number): readonly StoredMessage[]
  /** The newest `limit` messages of a private chat, oldest first, as their owner sees them. */
  turns(view: ViewKey, limit: number, now: number): readonly Turn[]
  clear(): void
}

const keyOf = (view: ViewKey): string => `${view.conversationType}\n${view.userId}\n${view.peerId}`

/** An empty store. When it is full the views longest untouched go first. */
export function createMessageStore(limits: StoreLimits): MessageStore {
  const views = new Map<string, StoredMessage[]>()
  const byUid = new Map<string, { readonly message: StoredMessage; readonly keys: readonly string[] }>()

  function put(key: string, message: StoredMessage): void {
    const view = views.get(key) ?? []
    views.delete(key)
    views.set(key, view)
    view.push(message)
    if (view.length > limits.messagesPerView) view.shift()
    if (views.size > limits.views) dropOldest(views)
  }

  function alive(key: string, now: number): readonly StoredMessage[] {
    const view = views.get(key) ?? []
    const oldest = now - limits.retention
    return view[0] !== undefined && view[0].sentTime < oldest
      ? view.filter((message) => message.sentTime >= oldest)
      : view
  }

  return {
    keep(message, owners) {
      const keys = [...new Set(owners.map(keyOf))]
      for (const key of keys) put(key, message)
      byUid.set(message.messageUID, { message, keys })
      if (byUid.size > limits.messagesPerView * 10) dropOldest(byUid)
    },
    find: (messageUID) => byUid.get(messageUID)?.message,
    recall(messageUID) {
      const found = byUid.get(messageUID)
      if (found === undefined) return false
      byUid.delete(messageUID)
      for (const key of found.keys) {
        const view = views.get(key)
        const at = view?.indexOf(found.message) ?? -1
        if (at >= 0) view!.splice(at, 1)
      }
      return true
    },
    clean(view, upTo) {
      const key = keyOf(view)
      const left = (views.get(key) ?? []).filter((message) => message.sentTime > upTo)
      if (left.length === 0) views.delete(key)
      else views.set(key, left)
    },
    query(view, { startTime, endTime, pageSize, includeStart }, now) {
      return alive(keyOf(view), now)
        .filter(({ sentTime }) => sentTime <= endTime && (includeStart ? sentTime >= startTime : sentTime > startTime))
        .slice(0, pageSize)
    },
    turns(view, limit, now) {
      return alive(keyOf(view), now)
        .slice(-limit)
        .map(({ fromUserId, objectName, content }) => ({
          who: fromUserId === view.userId ? 'self' : 'peer',
          objectName,
          text: textOf(objectName, content),
        }))
    },
    clear() {
      views.clear()
      byUid.clear()
    },
  }
}

function dropOldest(map: Map<string, unknown>): void {
  const [first] = map.keys()
  if (first !== undefined) map.delete(first)
}
