import type { TranscriptLine } from '../../core/journal-entries.ts'
import { ALPHANUMERIC } from '../../core/random.ts'
import type { World } from '../../core/world.ts'

/** Something the bot sent through the OpenAPI. */
export interface SentMessage {
  readonly processQueryKey: string
  /** openConversationId of a group, or undefined for a batch to single chats. */
  readonly openConversationId: string | undefined
  readonly robotCode: string
  /** Ms since the epoch. */
  readonly sentAt: number
  /** What people see of it: one line for each chat. */
  readonly lines: readonly TranscriptLine[]
  /** Names of the people it went to. */
  readonly receivers: readonly string[]
  readonly readBy: Set<string>
  isRecalled: boolean
  /** cardBizId of a standard card, by which it is changed or shown once more. */
  readonly cardBizId?: string | undefined
}

/** What the bot sent, by processQueryKey. Bounded. */
export interface SentMessages {
  add(message: Omit<SentMessage, 'processQueryKey' | 'sentAt' | 'readBy' | 'isRecalled'>): SentMessage
  find(processQueryKey: string): SentMessage | undefined
  latest(): SentMessage | undefined
  /** What went to this person, by name. */
  to(receiver: string): readonly SentMessage[]
  /** Where the standard card with this cardBizId is shown, oldest first. */
  withCard(cardBizId: string): readonly SentMessage[]
  /** The message a line of the transcript shows. */
  withLine(line: TranscriptLine): SentMessage | undefined
  clear(): void
}

const MOST = 20_000
/** Places one card is shown in. */
const MOST_PLACES = 100

/** Nothing was sent. */
export function createSentMessages(world: Pick<World, 'random' | 'clock'>): SentMessages {
  const messages = new Map<string, SentMessage>()
  const cards = new Map<string, SentMessage[]>()
  let latest: SentMessage | undefined
  return {
    add(message) {
      latest = {
        ...message,
        processQueryKey: `${world.random.text(42, ALPHANUMERIC)}==`,
        sentAt: world.clock.now(),
        readBy: new Set(),
        isRecalled: false,
      }
      messages.set(latest.processQueryKey, latest)
      if (messages.size > MOST) messages.delete(messages.keys().next().value!)
      if (latest.cardBizId !== undefined) {
        const shown = cards.get(latest.cardBizId) ?? []
        cards.set(latest.cardBizId, [...shown, latest].slice(-MOST_PLACES))
        if (cards.size > MOST) cards.delete(cards.keys().next().value!)
      }
      return latest
    },
    find: (processQueryKey) => messages.get(processQueryKey),
    latest: () => latest,
    to: (receiver) => [...messages.values()].filter(({ receivers }) => receivers.includes(receiver)),
    withCard: (cardBizId) => cards.get(cardBizId) ?? [],
    withLine: (line) => [...messages.values()].findLast(({ lines }) => lines.includes(line)),
    clear() {
      messages.clear()
      cards.clear()
      latest = undefined
    },
  }
}
