import type { z } from 'zod'
import type { Call } from '../core/call.ts'
import type { Certainty, OperationInfo } from '../core/operation.ts'
import type { Refusal } from './errors.ts'
import type { RongCloud } from './rongcloud.ts'

/** What an operation has made of a call: fields beside `code: 200`, a stream of events, or a refusal. */
export type Outcome =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: true; readonly events: AsyncIterable<string>; readonly output: unknown }
  | Refusal

/** An operation of the server API. All are `POST`; other methods are answered 405. */
export interface RongOperation extends OperationInfo {
  /** `form` for the classic endpoints, `json` for `/v3/…` and templates. */
  readonly encoding: 'form' | 'json'
  readonly body: z.ZodType
  /** Which of the limits of the settings counts its calls per second. */
  readonly rate: 'callsPerSecond' | 'tokensPerSecond'
  readonly run: (rong: RongCloud, input: never, call: Call) => Outcome | Promise<Outcome>
}

/** What an author writes about an operation; the id follows from the path: `/v3/chat/suggest.json` is `rongcloud.v3.chat.suggest`. */
export interface OperationDraft<B extends z.ZodType> {
  readonly path: string
  readonly summary: string
  readonly encoding: 'form' | 'json'
  readonly body: B
  readonly rate?: 'tokensPerSecond'
  readonly rows: readonly string[]
  readonly source: string
  readonly certainty: Certainty
  readonly errors?: readonly number[]
  readonly run: (rong: RongCloud, input: z.output<B>, call: Call) => Outcome | Promise<Outcome>
}

/** Codes any signed call can be answered with. */
const COMMON_ERRORS = [1000, 1002, 1003, 1004, 1005, 1006, 1008, 1050]

/** Declares an operation; the type of the input follows from its schema. */
export function operation<B extends z.ZodType>(draft: OperationDraft<B>): RongOperation {
  const name = draft.path
    .slice(1)
    .replace(/\.json$/, '')
    .replaceAll('/', '.')
  const errors = [...new Set([...COMMON_ERRORS, ...(draft.errors ?? [])])].sort((a, b) => a - b)
  const whole = { ...draft, id: `rongcloud.${name}`, method: 'POST', rate: draft.rate ?? 'callsPerSecond', errors }
  return whole as unknown as RongOperation
}

/** A success with nothing to say but its code. */
export const done: Outcome = { ok: true, body: {} }

/** A success with fields. */
export const give = (body: Readonly<Record<string, unknown>>): Outcome => ({ ok: true, body })
