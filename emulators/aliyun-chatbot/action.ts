import type { z } from 'zod'
import type { Call } from '../core/call.ts'
import { listUnreadFields, type Certainty, type OperationInfo } from '../core/operation.ts'
import type { Chatbot } from './chatbot.ts'
import { invalidParameter, refuse, type Refusal } from './errors.ts'
import { remark } from './remarks.ts'

/** Versions of the API. */
export type Version = '2017-10-11' | '2022-04-08'

/** What an action has made of a call. `label` says which sample it looks like, for the journal. */
export type Outcome =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>>; readonly label?: string }
  | Refusal

/** An action. All share one path; which one is meant is a parameter or a header. */
export interface ChatbotAction extends OperationInfo {
  /** As in the Action parameter, case-sensitive. */
  readonly name: string
  readonly versions: readonly Version[]
  readonly run: (bot: Chatbot, parameters: Readonly<Record<string, string>>, call: Call) => Outcome
}

/** What an author writes about an action. */
export interface ActionDraft<P extends z.ZodObject> {
  readonly name: string
  readonly versions: readonly Version[]
  readonly summary: string
  /** Parameters are texts; one that is required and absent is answered `Missing<Name>`, any other problem `InvalidParameter`. */
  readonly parameters: P
  readonly rows: readonly string[]
  readonly source: string
  readonly certainty: Certainty
  readonly errors: readonly string[]
  readonly run: (bot: Chatbot, sent: z.output<P>, call: Call) => Outcome
}

/** Declares an action; the types of its parameters follow from their schema. */
export function action<P extends z.ZodObject>(draft: ActionDraft<P>): ChatbotAction {
  const { parameters: schema, name, versions, summary, rows, source, certainty, errors } = draft
  return {
    id: `aliyun-chatbot.${name}`,
    method: '*',
    path: '/',
    query: schema,
    name,
    versions,
    summary: versions.length === 1 ? `${summary} (${versions[0]})` : summary,
    rows,
    source,
    certainty,
    errors,
    run(bot, sent, call) {
      const read = schema.safeParse(sent)
      if (!read.success) return refusalOf(read.error.issues, sent)
      const unread = listUnreadFields(sent, read.data)
      if (unread.length > 0) {
        const names = unread.join(', ')
        remark(
          bot,
          'unread-parameters',
          { en: `${name} does not know: ${names}.`, zh: `${name} 不认识：${names}。` },
          { cause: call.entry.seq },
        )
      }
      return draft.run(bot, read.data, call)
    },
  }
}

function refusalOf(issues: readonly z.core.$ZodIssue[], sent: Readonly<Record<string, string>>): Refusal {
  const name = String(issues[0]?.path[0] ?? '')
  return name in sent ? invalidParameter(name) : refuse(`Missing${name}`)
}
