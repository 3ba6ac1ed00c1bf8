import type { Bilingual } from '../../core/journal-entries.ts'

/** Why a turn failed; also the outcome of its push. */
export const failureKinds = {
  connect_refused: 'Nobody listened where the robot was registered',
  connect_timeout: 'No connection to the bot in time',
  connect_closed: 'The bot closed the connection without an answer',
  dns: 'The host name of the bot could not be found',
  tls: 'The TLS handshake with the bot failed',
  http_status: 'The bot answered with a 4xx or 5xx status',
  redirect: 'The bot answered with a 3xx status; redirects are not followed',
  content_type: 'The answer has a content type the gateway does not read in this mode',
  timeout_first_byte: 'The bot sent nothing in time',
  timeout_idle: 'The stream fell silent for too long',
  timeout_total: 'The answer was not complete in time',
  body_too_large: 'The answer, or one event of it, is larger than the gateway reads',
  bad_json: 'The answer, or an event of it, is not JSON',
  bad_envelope: 'The answer is JSON of another shape',
  bot_status: 'The answer itself says that it is no success',
  stream_error_event: 'The bot ended the stream with an `error` event',
  stream_truncated: 'The stream ended without `end` or `error`',
  stream_protocol: 'The stream breaks the rules of its three events',
  aborted: 'The session ended, or an agent took it, while the bot was at work',
} as const satisfies Record<string, string>

export type FailureKind = keyof typeof failureKinds

/**
 * What a mistake of the bot leads to:
 *
 * - `warn`: the answer counts, somebody should mend it; fails the turn in the profile `strict`
 * - `advise`: as `warn`, in both profiles
 * - `drop`: the offending item is left out; fails the turn in the profile `strict`
 * - `fail`: the turn fails
 */
export type Ruling = 'warn' | 'advise' | 'drop' | 'fail'

/** A mistake the gateway recognises, as the only place where it is described. */
export interface RemarkDefinition {
  /** Rows of the requirement table. */
  readonly rows: readonly string[]
  readonly ruling: Ruling
  /** With `lax` on the gateway understands what was meant, and only warns. */
  readonly laxWarns?: true
  /** The failure when the turn fails by it; default by the mode of the answer. */
  readonly failure?: FailureKind
  /** What happened, with `{facts}` to be filled in. */
  readonly what: Bilingual
  readonly mend: Bilingual
  readonly source?: string
}

/** Keeps the keys of a table of remarks as its type. */
export const remarkTable = <K extends string>(table: Record<K, RemarkDefinition>): Record<K, RemarkDefinition> => table
