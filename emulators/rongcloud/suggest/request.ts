import { z } from 'zod'
import { number, object, pairs, text } from '../fields.ts'

/** `variables` of suggest and generate: at most 16 pairs, keys of 1 to 32 characters, values of at most 128. */
export const Variables = pairs('variables', { most: 16, key: 32, value: 128 })

const ChatHistory = object('provider', {
  type: z.literal('chatHistory', {
    error: (issue) => (issue.input === undefined ? 'provider.type is required.' : 'provider.type must be chatHistory.'),
  }),
  userId: text('provider.userId', { max: 64 }),
  targetId: text('provider.targetId', { max: 64 }),
  limit: number('provider.limit', { min: 1, max: 100 }).default(10),
  conversationType: number('provider.conversationType', { min: 1, max: 1 }).default(1),
})

/**
 * The body of `POST /v3/chat/suggest.json`. Fields are checked in the documented order; unknown keys are ignored.
 *
 * Source: http://docs.rongcloud.cn/platform-chat-api/agent/chat/chat-suggest
 */
export const SuggestRequest = object('body', {
  agentId: text('agentId', { min: 3, max: 64 }),
  provider: ChatHistory,
  variables: Variables.optional(),
  metadata: pairs('metadata', { most: 16, key: 32, value: 512 }).optional(),
})

export type SuggestRequest = z.infer<typeof SuggestRequest>
