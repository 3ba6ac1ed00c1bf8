/** What every entry of the journal carries. Times are ms since the epoch on the world's clock. */
export interface EntryBase {
  /** Rises by one; never used twice in a world's life. */
  readonly seq: number
  readonly at: number
  /** The platform it belongs to, or `caipai` for the stage itself. */
  readonly platform: string
  /** The entry that brought this one about. */
  readonly cause?: number | undefined
}

/** Header lines in wire order. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A simulated person, or the scenario, did something. */
export interface ActEntry extends EntryBase {
  readonly kind: 'act'
  readonly verb: string
  readonly from: string
  /** One line for people: `讲个故事`, `taps 今日菜单`. */
  readonly summary: string
  readonly input: unknown
}

/** Something the platform has to deliver to the bot, whatever number of deliveries it takes. */
export interface PushEntry extends EntryBase {
  readonly kind: 'push'
  /** The platform's word for it: `text`, `event subscribe`, `verification`. */
  readonly what: string
  readonly user?: string | undefined
  readonly conversation?: string | undefined
  /** The identifiers people look for in their logs: `{ MsgId: '…' }`. */
  readonly ids: Readonly<Record<string, string>>
  /** Filled in when the last delivery has ended. */
  ended?: PushEnd
}

export interface PushEnd {
  readonly at: number
  /** One of the platform's outcomes; see its definition. */
  readonly outcome: string
  readonly reason?: string | undefined
  readonly attempts: number
}

/** One delivery of a push. */
export interface AttemptEntry extends EntryBase {
  readonly kind: 'attempt'
  readonly number: number
  readonly request: AttemptRequest
  /** Filled in when the delivery has ended. */
  ended?: AttemptEnd
  /** What the bot wrote after we had hung up; nobody read it. */
  late?: LateAnswer
}

export interface AttemptRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  /** The body as text, cut at the journal's limit. */
  readonly body: string
}

export interface AttemptEnd {
  readonly at: number
  readonly outcome: string
  readonly reason?: string | undefined
  readonly status?: number | undefined
  readonly headers?: HeaderList | undefined
  readonly body?: string | undefined
  /** Bytes of the body as received, before any cut. */
  readonly bytes: number
  /** When the body's bytes came, on the world's clock; the first 2,000 arrivals. */
  readonly chunks: readonly Arrival[]
}

export interface Arrival {
  readonly at: number
  readonly bytes: number
}

export interface LateAnswer {
  readonly at: number
  readonly status: number
  readonly body: string
}

/** The bot called an operation of the platform. */
export interface CallEntry extends EntryBase {
  readonly kind: 'call'
  /** The operation's id, or `<platform>.unknown`. */
  operation: string
  readonly method: string
  /** Path and query as on the wire. */
  readonly url: string
  readonly from: string
  /** The simulated user it concerns, once the operation has found out. */
  user?: string | undefined
  /** The parsed input, or the raw body as text when it could not be parsed. */
  input?: unknown
  /** Filled in when the answer has been given. */
  ended?: CallEnd
}

export interface CallEnd {
  readonly at: number
  readonly status: number
  readonly ok: boolean
  /** The platform's own error code. */
  readonly code?: string | number | undefined
  readonly message?: string | undefined
  /** The answer as a value, where it is one. */
  readonly output?: unknown
}

/** One line of the transcript; the line itself is the value, and may still grow. */
export interface MessageEntry extends EntryBase {
  readonly kind: 'message'
  readonly line: TranscriptLine
}

/** Who speaks: a simulated user, the bot, the platform itself, or a human agent. */
export type Speaker = 'user' | 'bot' | 'platform' | 'agent'

/** What a person sees in the chat. */
export interface TranscriptLine {
  readonly seq: number
  readonly at: number
  readonly platform: string
  /** The chat it stands in: a user's name for a single chat, a group's name for a group. */
  readonly conversation: string
  readonly who: Speaker
  /** The name of the speaker, or for a bot's line of the user it is meant for. */
  readonly user: string
  /** `text`, `image`, `card`, `notice`, `transfer` … in the platform's vocabulary. */
  kind: string
  text: string
  /** How it came: `send`, `passive-reply`, `service-message`, `session-webhook`, `stream`, `notice` … */
  readonly via: string
  /** Further fields a person could see: `url`, `title`, `options`, `notified`, `queue` … */
  fields: Readonly<Record<string, unknown>>
  /** True while it may still grow: a stream that has not ended, a card that is not final. */
  open: boolean
  /** For streams: what came when. Bounded. */
  readonly pieces: TranscriptPiece[]
  readonly cause?: number | undefined
}

export interface TranscriptPiece {
  readonly at: number
  readonly text: string
}

/** A text in the two languages caipai speaks. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** How bad a remark or a finding is: `broken` fails a rehearsal. */
export type Severity = 'broken' | 'risky' | 'hint'

/** Something a platform noticed about the bot while it worked; rules turn remarks into findings. */
export interface RemarkEntry extends EntryBase {
  readonly kind: 'remark'
  /** Stable and lower-case: `wechat/reply-names-not-swapped`. */
  readonly code: string
  readonly severity: Severity
  readonly what: Bilingual
  readonly mend: Bilingual
  readonly source?: string | undefined
  readonly user?: string | undefined
  /** What programs may want to know: byte offsets, both strings to sign, the measured skew in ms. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** A fault that was asked for has struck. */
export interface FaultEntry extends EntryBase {
  readonly kind: 'fault'
  readonly operation: string
  readonly summary: string
}

/** The clock has jumped. */
export interface ClockEntry extends EntryBase {
  readonly kind: 'clock'
  readonly from: number
  readonly to: number
  readonly what: string
}

/** The bot under test was started, stopped, restarted, or died. */
export interface BotEntry extends EntryBase {
  readonly kind: 'bot'
  readonly what: string
}

export type JournalEntry =
  | ActEntry
  | PushEntry
  | AttemptEntry
  | CallEntry
  | MessageEntry
  | RemarkEntry
  | FaultEntry
  | ClockEntry
  | BotEntry

/** An entry as its author writes it: the journal adds the number and the time. */
export type Draft<E extends JournalEntry> = Omit<E, 'seq' | 'at'>
