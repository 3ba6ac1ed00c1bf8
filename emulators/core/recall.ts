import type { HeaderList } from './journal-entries.ts'

/** A request as it passed a recorder. `url` is path and query as on the wire; `at` is ms since the epoch, when it was complete. */
export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: Buffer
  readonly at: number
}

/** An answer that its receiver has read to the end. */
export interface SeenAnswer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Buffer
  readonly at: number
}

/** Something a person did, in the words of a scenario. `id` tells repeated deliveries of one thing apart from two things. */
export interface RecalledAct {
  readonly act: string
  readonly input: unknown
  readonly id?: string | undefined
}

/** Something a person saw of the bot, as the transcript would hold it; `to` is a name. */
export interface RecalledReply {
  readonly reply: {
    readonly to: string
    readonly kind: string
    readonly text: string
    readonly via: string
    /** Only what is the same each time: titles and links, but no ids. */
    readonly fields?: Readonly<Record<string, unknown>>
  }
}

/** Anything else that has to happen again, as a scenario writes it after `expect`. */
export interface RecalledExpectation {
  readonly expect: Readonly<Record<string, unknown>>
}

/** A call of the bot that shows nothing to a person. */
export interface RecalledCall {
  readonly call: {
    readonly operation: string
    readonly ok: boolean
    /** The platform's code for a refusal. */
    readonly code?: string | number | undefined
    readonly status?: number | undefined
    readonly input?: Readonly<Record<string, unknown>> | undefined
    /** It was not answered: the connection broke, or the bot hung up after so long (ms). */
    readonly unanswered?: 'broken' | { readonly waitedMs: number }
    /** How many calls of this operation were granted between the latest act and this one; the recorder counts. */
    readonly after?: number
  }
}

/** What a platform knew or how it was set, for the scenario's `given`. */
export interface RecalledKnowledge {
  readonly knows:
    | {
        /** Dotted name of a setting that is a list, and what it gets besides the rest. */
        readonly setting: string
        readonly item: unknown
      }
    | {
        /** Dotted name of a setting, and its value. */
        readonly setting: string
        readonly value: unknown
      }
}

/** Traffic that could not be turned back into anything; people are told why. */
export interface RecalledNothing {
  readonly nothing: string
}

export type Recalled =
  | RecalledAct
  | RecalledReply
  | RecalledExpectation
  | RecalledCall
  | RecalledKnowledge
  | RecalledNothing

/** What somebody said, as short as a scenario can say it: alice need not be named. */
export function briefly(from: string, content: Readonly<Record<string, unknown>>): unknown {
  const { text } = content
  const isPlain = typeof text === 'string' && Object.keys(content).length === 1
  if (from !== 'alice') return { from, ...content }
  return isPlain ? text : content
}

/** What a platform may use to turn its traffic back into a scenario. */
export interface RecallGround {
  /** The account's settings, as its schema reads them. */
  readonly settings: Readonly<Record<string, unknown>>
  /**
   * The name of somebody whose id is this: `alice`, the same each time, whichever of their ids is given. What people call them
   * may be among the others. Each id is replaced by the name wherever it occurs.
   */
  person(id: string, ...others: readonly string[]): string
  /** The same for a chat of several people. */
  group(id: string, ...others: readonly string[]): string
  /** Says that a text is a secret, a token or another id: it is masked wherever it occurs. */
  hide(text: string): void
  /** Keeps the bytes that an id of the platform stands for. */
  keep(id: string, bytes: Buffer, contentType?: string): void
  /**
   * What an act's input says for a file: `{ name, file }` with its bytes beside the scenario when they pass before or later,
   * else its name alone. `beside` are further fields.
   */
  file(id: string, name: string, beside?: Readonly<Record<string, unknown>>): unknown
}

/** Where a request is about to go. */
export interface Onward {
  /** The host it will be sent to, as its `Host` header will say. */
  readonly host: string
  /** Unix time in ms for whatever has to be signed afresh. */
  readonly now: number
}

/** Turns the traffic of one account back, in the order in which it passed. May remember, within bounds. */
export interface Recaller {
  /** A push on its way to the bot. */
  push?(request: SeenRequest, webhook: string): readonly Recalled[]
  /** What the bot answered to a push, when the platform has read it. */
  answer?(answer: SeenAnswer, request: SeenRequest, webhook: string): readonly Recalled[]
  /** A call of the bot and what the platform answered. `operation` is undefined for a path nobody knows. */
  call?(operation: string | undefined, request: SeenRequest, answer: SeenAnswer): readonly Recalled[]
  /**
   * A call whose answer did not come to its end; without this it goes wrong in the same way again. `by` is who hung up; `sofar` is what there was of the answer, undefined when not
   * even its head had come.
   */
  broken?(
    operation: string | undefined,
    request: SeenRequest,
    end: { readonly by: 'platform' | 'bot'; readonly at: number; readonly sofar: SeenAnswer | undefined },
  ): readonly Recalled[]
  /** Signs a call afresh whose signature covers the host it was meant for; gives path, query and headers to send. */
  resign?(request: SeenRequest, onward: Onward): { readonly url: string; readonly headers: HeaderList } | undefined
  /** The platform has accepted a WebSocket that the bot opens. */
  opened?(): readonly Recalled[]
  /** A text frame of it. */
  frame?(from: 'platform' | 'bot', text: string, at: number): readonly Recalled[]
}

/** How a platform's traffic becomes a scenario again. */
export interface Recall {
  /** Settings a scenario has to repeat, dotted: `account.mode`. */
  readonly carries: readonly string[]
  /**
   * Fields of JSON answers that hold the address of a file on some other host: it is fetched through the recorder, and handed to
   * `call` without an operation, `url` being its path and query.
   */
  readonly detours?: readonly string[]
  readonly open: (ground: RecallGround) => Recaller
}
