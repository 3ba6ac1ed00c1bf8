import type { TranscriptLine } from '../../core/journal-entries.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { KnownTemplate } from './templates.ts'

/** The variables of a card, by name. On the wire every value is a string. */
export type CardParams = Readonly<Record<string, string>>

/**
 * Where an AI card stands; on the wire the number in `flowStatus`. Until it is finished or failed the card spins.
 *
 * Source: https://open.dingtalk.com/document/development/api-streamingupdate
 */
export const FLOW_STATUS = { processing: '1', inputing: '2', finished: '3', executing: '4', failed: '5' } as const
export type Flow = keyof typeof FLOW_STATUS

/** The state a `flowStatus` stands for; undefined when it is none. */
export function flowOf(flowStatus: string | undefined): Flow | undefined {
  return (Object.keys(FLOW_STATUS) as Flow[]).find((flow) => FLOW_STATUS[flow] === flowStatus)
}

/** Whether a card in this state looks to people as if something were still to come. */
export const isSpinning = (flow: Flow | undefined): boolean =>
  flow === 'processing' || flow === 'inputing' || flow === 'executing'

/** How a tap reaches the bot. `assistant` cards are heard over Stream with a conversationToken. */
export type TapRoute =
  | { readonly kind: 'none' }
  | { readonly kind: 'stream' }
  | { readonly kind: 'http'; readonly routeKey: string | undefined }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'assistant' }

/** How a card came into the chat, as the transcript says it. */
export type CardVia = 'card' | 'ai-reply' | 'ai-active' | 'agent-webhook'

/** A card, wherever it is shown. */
export interface Card {
  readonly outTrackId: string
  /** Of a prepared card of the assistant it may become known later. */
  template: KnownTemplate
  readonly via: CardVia
  readonly taps: TapRoute
  /** How callbacks name people: 1 by userId, 2 by unionId. */
  readonly userIdType: 1 | 2
  params: CardParams
  /** What single people see instead, by their names. */
  readonly privateParams: Map<string, CardParams>
  /** Undefined: an ordinary card, which never spins. */
  flow: Flow | undefined
  /** Variables that were streamed. */
  readonly streamed: Set<string>
  /** The guids of streaming calls that were taken, with what they wrote. The newest only. */
  readonly guids: Map<string, string>
  /** One line for each place it was delivered to. */
  readonly lines: TranscriptLine[]
  readonly places: Conversation[]
  /** The newest change that was taken: its time (ms since the epoch) and the number of its call. */
  changed: { readonly at: number; readonly cause: number }
  /** Taps the bot has not answered yet. */
  openTaps: number
}

/** A card that says nothing yet and stands nowhere, with what is known of it. */
export const blankCard = (known: Pick<Card, 'outTrackId' | 'template' | 'via' | 'taps'> & Partial<Card>): Card => ({
  userIdType: 1,
  params: {},
  privateParams: new Map(),
  flow: 'processing',
  streamed: new Set(),
  guids: new Map(),
  lines: [],
  places: [],
  changed: { at: 0, cause: 0 },
  openTaps: 0,
  ...known,
})

const MOST_GUIDS = 200

/** Remembers a streaming call, so that its repetition does nothing. */
export function noteGuid(card: Card, guid: string, content: string): void {
  card.guids.set(guid, content)
  if (card.guids.size > MOST_GUIDS) card.guids.delete(card.guids.keys().next().value!)
}
