import type { CallEntry, PushEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'

/** What people find a push by in their logs: `MsgId 74231907755119337 (text)`. */
export function nameOf({ what, ids }: PushEntry): string {
  const shown = Object.entries(ids).map(([name, value]) => `${name} ${value}`)
  return shown.length === 0 ? what : `${shown.join(', ')} (${what})`
}

/** What the user wrote to bring a push about; undefined for pushes that are no texts. */
export function textOf({ what, cause }: PushEntry, hearing: Hearing): string | undefined {
  const act = cause === undefined ? undefined : hearing.entry(cause)
  if (what !== 'text' || act?.kind !== 'act') return undefined
  const { input } = act
  if (typeof input === 'string') return input
  const { text } = (input ?? {}) as { text?: unknown }
  return typeof text === 'string' ? text : undefined
}

/** A question to the model, as far as rules want to know it. */
export interface Question {
  readonly call: CallEntry
  /** What the user says last in it. */
  readonly text: string
  /** Tells apart questions that differ in anything but what was said before: an intent check from an answer. */
  readonly purpose: string
}

/** The questions the model has answered; those after a tool's result go on with an earlier one and do not count. */
export function questions(hearing: Hearing): Question[] {
  return hearing
    .of('model')
    .calls('model.chat.completions')
    .flatMap((call): Question[] => {
      const { messages = [], tools } = (call.input ?? {}) as {
        messages?: readonly { role: string; content: unknown }[]
        tools?: unknown
      }
      const last = messages.at(-1)
      if (call.ended?.ok !== true || last?.role !== 'user') return []
      const text = typeof last.content === 'string' ? last.content : JSON.stringify(last.content)
      const system = messages.filter(({ role }) => role === 'system' || role === 'developer')
      return [{ call, text, purpose: JSON.stringify([system, tools]) }]
    })
}
