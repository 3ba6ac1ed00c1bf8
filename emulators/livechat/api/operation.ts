import type { z } from 'zod'
import type { Call } from '../../core/call.ts'
import type { OperationInfo } from '../../core/operation.ts'
import type { Livechat } from '../livechat.ts'
import type { JsonObject } from '../reading/fields.ts'
import type { Refusal } from './errors.ts'

/** A call whose checks have passed. */
export interface ApiRequest<B> {
  readonly call: Call
  readonly body: B
  /** A file of a multipart body. */
  readonly file?: { readonly name: string; readonly contentType: string; readonly data: Buffer }
}

/** What an operation answers beside `requestId`; or bytes, for files. */
export type Success = JsonObject | { readonly bytes: Buffer; readonly contentType: string }

/** One operation of the API, with what the dialect has to check before it. */
export interface LivechatOperation extends OperationInfo {
  /** The method that may be used; the route takes every method, so that a wrong one gets its code. */
  readonly verb: 'GET' | 'POST'
  /** Whether the call has to be signed; only the visitors' files are open to everybody. */
  readonly signed: boolean
  /** Whether a multipart body is taken besides JSON. */
  readonly multipart?: boolean
  readonly run: (livechat: Livechat, request: ApiRequest<never>) => Success | Refusal | Promise<Success | Refusal>
}

/** Declares an operation; the type of the body follows from its schema. */
export function operation<B extends z.ZodType = z.ZodType<JsonObject>>(
  definition: Omit<LivechatOperation, 'method' | 'signed' | 'run' | 'body'> & {
    readonly body?: B
    readonly signed?: boolean
    readonly run: (
      livechat: Livechat,
      request: ApiRequest<z.output<B>>,
    ) => Success | Refusal | Promise<Success | Refusal>
  },
): LivechatOperation {
  return { signed: true, ...definition, method: '*' } as unknown as LivechatOperation
}
