import { z } from 'zod'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'

const asked = z.object({
  Utterance: z.string(),
  InstanceId: z.string().optional(),
  SessionId: z.string().optional(),
  SenderId: z.string().optional(),
})

const said = z.union([
  z.object({ Text: z.looseObject({ Commands: z.record(z.string(), z.unknown()).optional() }) }),
  z.object({
    Knowledge: z.looseObject({ ContentType: z.string().optional(), Content: z.string().optional() }),
  }),
  z.looseObject({}),
])

const answered = z.object({ SessionId: z.string().optional(), Messages: z.array(said) })

/** A Chat call that could be read, with what the robot answered. */
export interface Turn {
  readonly call: CallEntry
  readonly asked: z.output<typeof asked>
  readonly messages: readonly z.output<typeof said>[]
  /** The session the answer belongs to. */
  readonly session: string | undefined
}

/** All Chat calls of a rehearsal. */
export const chatCalls = (hearing: Hearing): readonly CallEntry[] =>
  hearing.of('aliyun-chatbot').calls('aliyun-chatbot.Chat')

/** The Chat calls whose parameters are known, in order; those a fault has struck are not. */
export function turnsOf(hearing: Hearing): Turn[] {
  return chatCalls(hearing).flatMap((call) => {
    const question = asked.safeParse(call.input)
    if (!question.success) return []
    const answer = answered.safeParse(call.ended?.output)
    const { Messages: messages = [], SessionId: session } = answer.data ?? {}
    return [{ call, asked: question.data, messages, session }]
  })
}
