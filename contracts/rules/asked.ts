import { z } from 'zod'
import type { CallEntry } from '../../emulators/core/journal-entries.ts'
import type { Hearing } from './hearing.ts'

/** Something the bot asked what it has its answers from: the chat model, or the robot of Aliyun Chatbot. */
export interface Question {
  readonly call: CallEntry
  /** What the person said, as the bot passed it on. */
  readonly text: string
  /** All that was sent along; equal for two questions that are the same in every respect. */
  readonly whole: string
}

const modelRequest = z.object({
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() })), z.null()]).optional(),
    }),
  ),
})
const robotRequest = z.object({ Utterance: z.string() })

/** What the bot asked the chat model, in order; calls that go on after a tool was used, and unreadable ones, are left out. */
export function askedOfModel(hearing: Hearing): Question[] {
  return hearing
    .of('model')
    .calls('model.chat.completions')
    .flatMap((call) => {
      const read = modelRequest.safeParse(call.input)
      const last = read.data?.messages.at(-1)
      if (last?.role !== 'user') return []
      const { content } = last
      const text = typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('')
      return [{ call, text, whole: JSON.stringify(read.data?.messages) }]
    })
}

/** What the bot asked the robot of Aliyun Chatbot, in order; calls that were struck by a fault are unreadable and left out. */
export function askedOfRobot(hearing: Hearing): Question[] {
  return hearing
    .of('aliyun-chatbot')
    .calls('aliyun-chatbot.Chat')
    .flatMap((call) => {
      const read = robotRequest.safeParse(call.input)
      return read.success ? [{ call, text: read.data.Utterance, whole: JSON.stringify(call.input) }] : []
    })
}
