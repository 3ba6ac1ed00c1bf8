import type { IncomingHttpHeaders } from 'node:http'
import type { CallEntry } from './journal-entries.ts'

/** A call of the bot as the platform's dialect sees it. */
export interface Call {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Path and query exactly as on the wire; signatures are computed over this. */
  readonly url: string
  /** Decoded; a repeated parameter is an array. */
  readonly query: Readonly<Record<string, string | string[]>>
  /** Parameters of the path, as {@link OperationInfo.path} names them. */
  readonly params: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** Names and values alternating, as on the wire. */
  readonly rawHeaders: readonly string[]
  /** The body's bytes; empty when there is none. */
  readonly body: Buffer
  /** The caller's IP address. */
  readonly from: string
  /** The call's entry in the journal; a dialect fills in `user` and `input` once it knows them. */
  readonly entry: CallEntry
  /**
   * Holds the answer for `ms` on the world's clock: the bot is parked meanwhile, so time may jump. Resolves to false when
   * the bot has gone away before that.
   */
  hold(ms: number, what: string): Promise<boolean>
  /** Aborted when the bot closes the connection before it has the answer. */
  readonly signal: AbortSignal
}

/** The first value of a query parameter, or undefined. */
export function queryValue(call: Call, name: string): string | undefined {
  const value = call.query[name]
  return Array.isArray(value) ? value[0] : value
}

/** What goes back to the bot. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A stream is written piece by piece, each piece flushed. */
  readonly body: string | Buffer | AsyncIterable<string>
  /** What happened, for the journal. */
  readonly ok: boolean
  readonly code?: string | number | undefined
  readonly message?: string | undefined
  readonly output?: unknown
}
