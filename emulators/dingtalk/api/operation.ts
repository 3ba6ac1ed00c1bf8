import type { z } from 'zod'
import type { ApiAnswer, Call } from '../../core/call.ts'
import type { Certainty, OperationInfo } from '../../core/operation.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Refusal } from '../errors/refusal.ts'

/** What an operation has made of a call. An `answer` goes out as it is: a file, a page. */
export type Outcome =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: true; readonly answer: ApiAnswer }
  | Refusal

/** A success. */
export const give = (body: Readonly<Record<string, unknown>>): Outcome => ({ ok: true, body })

/** An operation of either host. */
export interface DingtalkOperation extends OperationInfo {
  /**
   * Which host it lives on: `legacy` is oapi.dingtalk.com (always HTTP 200, errcode), `gateway` api.dingtalk.com. The two
   * styles of errors are never mixed.
   */
  readonly style: 'legacy' | 'gateway'
  /** `token`: needs an access token; `none`: knows the caller otherwise or not at all. */
  readonly auth: 'token' | 'none'
  /** The permission the app needs. */
  readonly scope?: string
  /** `json`: the body is parsed and read with `body`; `query`: the query is; `raw`: the operation reads the bytes itself. */
  readonly reads: 'json' | 'query' | 'raw'
  readonly run: (dingtalk: Dingtalk, input: never, call: Call) => Outcome | Promise<Outcome>
  /** The refusal for an input that does not fit; default: `Missing<field>`, or `Invalidbody`. */
  readonly misfit?: (issues: readonly z.core.$ZodIssue[], sent: unknown) => Refusal | undefined
}

/** What an author writes about an operation. */
export interface OperationDraft<I extends z.ZodType> {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly style: 'legacy' | 'gateway'
  readonly auth?: 'none'
  readonly scope?: string
  readonly reads: 'json' | 'query' | 'raw'
  readonly input?: I
  readonly rows: readonly string[]
  readonly source: string
  readonly certainty: Certainty
  readonly errors?: readonly (string | number)[]
  readonly misfit?: DingtalkOperation['misfit']
  readonly run: (dingtalk: Dingtalk, input: z.output<I>, call: Call) => Outcome | Promise<Outcome>
}

/** Declares an operation as `dingtalk.<id>`; the type of the input follows from its schema. */
export function operation<I extends z.ZodType>(draft: OperationDraft<I>): DingtalkOperation {
  const { input, auth, ...rest } = draft
  const schema = input === undefined ? {} : draft.reads === 'query' ? { query: input } : { body: input }
  return { ...rest, ...schema, id: `dingtalk.${draft.id}`, auth: auth ?? 'token' } as unknown as DingtalkOperation
}
