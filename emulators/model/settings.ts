import { z } from 'zod'
import { duration } from '../core/duration.ts'

/** One scripted answer. The first whose `when` fits the user's latest message is given. */
export const scriptedAnswer = z
  .strictObject({
    when: z
      .string()
      .optional()
      .describe('Text the latest user message has to contain, or /pattern/flags; absent: any message'),
    says: z.string().optional().describe('The answer; {{text}} stands for the user message'),
    after: duration.optional().describe("How long the model thinks, on the world's clock"),
    pieces: z
      .int()
      .positive()
      .max(10_000)
      .optional()
      .describe('Into how many pieces a streamed answer is cut; default one per character, 64 at most'),
    pause: duration.optional().describe('Pause between the pieces of a streamed answer'),
    error: z
      .strictObject({
        status: z.int().min(400).max(599),
        type: z.string().default('server_error'),
        message: z.string().default('The scripted model was told to fail'),
      })
      .optional()
      .describe('Fail with this HTTP status instead of answering'),
    breaksAfter: z
      .int()
      .nonnegative()
      .optional()
      .describe('Close the connection after this many pieces of a streamed answer'),
    times: z.int().positive().optional().describe('How many calls it serves before it is used up; default: any number'),
  })
  .describe('A scripted answer')

export type ScriptedAnswer = z.output<typeof scriptedAnswer>

export const settings = z.strictObject({
  apiKey: z
    .string()
    .default('sk-caipai-rehearsal')
    .describe('The key the bot has to send; any key is accepted when checkKey is off'),
  checkKey: z.boolean().default(true).describe('Answer 401 to a wrong key'),
  models: z
    .array(z.string())
    .min(1)
    .default(['caipai-1'])
    .describe('Names listed by GET /v1/models; any name may be asked for'),
  answers: z.array(scriptedAnswer).default([]).describe('What the model says; the first that fits is taken'),
  otherwise: z
    .string()
    .default('你说的是：{{text}}')
    .describe('The answer when none fits; {{text}} stands for the user message'),
})

export type Settings = z.output<typeof settings>
