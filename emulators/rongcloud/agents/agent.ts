import { z } from 'zod'
import { flag, number, object, pairs, text } from '../fields.ts'

const choice = <const C extends readonly [string, ...string[]]>(name: string, choices: C) =>
  z.enum(choices, {
    error: (issue) =>
      issue.input === undefined ? `${name} is required.` : `${name} must be one of ${choices.join(', ')}.`,
  })

const status = choice('status', ['active', 'inactive', 'draft'])

const Options = object('agentConfig.model.options', {
  temperature: number('temperature', { min: 0, max: 2, whole: false }).optional(),
  topP: number('topP', { min: 0, max: 1, whole: false }).optional(),
  maxTokens: number('maxTokens', { min: 1, max: 8192 }).optional(),
  frequencyPenalty: number('frequencyPenalty', { min: -2, max: 2, whole: false }).optional(),
  presencePenalty: number('presencePenalty', { min: -2, max: 2, whole: false }).optional(),
  stop: z
    .array(text('stop', { max: 50 }), { error: 'stop must be a list of strings.' })
    .max(10, { error: 'stop takes at most 10 strings.' })
    .optional(),
})

const Prompt = object('agentConfig.prompt', {
  id: text('agentConfig.prompt.id', { min: 0, max: 64 }).optional(),
  variables: pairs('agentConfig.prompt.variables', { most: 64, key: 64, value: 10_000 }).optional(),
  instructions: text('agentConfig.prompt.instructions', { min: 0, max: 10_000 }).optional(),
  openingStatement: text('agentConfig.prompt.openingStatement', { min: 0 }).optional(),
})

const Memory = object('agentConfig.memory', {
  strategy: text('agentConfig.memory.strategy').optional(),
  maxMessages: number('agentConfig.memory.maxMessages', { min: 0 }).optional(),
  maxTokens: number('agentConfig.memory.maxTokens', { min: 0 }).optional(),
})

const AgentConfig = object('agentConfig', {
  model: object('agentConfig.model', {
    provider: text('agentConfig.model.provider').optional(),
    name: text('agentConfig.model.name'),
    options: Options.optional(),
  }),
  prompt: Prompt.optional(),
  memory: Memory.optional(),
})

/** The id of an agent wherever it is named. */
export const agentId = text('agentId', { min: 3, max: 64 })

/**
 * An AI agent as `create` takes it.
 *
 * Source: http://docs.rongcloud.cn/platform-chat-api/agent/create-a-agent
 */
export const AgentDraft = object('body', {
  agentId,
  name: text('name', { min: 2, max: 128 }),
  description: text('description', { min: 0, max: 256 }).optional(),
  type: choice('type', ['chat']).default('chat'),
  status: status.default('active'),
  agentConfig: AgentConfig,
})

/** What `update` may change; whatever is absent stays, and records are merged field by field. */
export const AgentPatch = object('body', {
  agentId,
  name: text('name', { min: 2, max: 128 }).optional(),
  description: text('description', { min: 0, max: 256 }).optional(),
  status: status.optional(),
  agentConfig: object('agentConfig', {
    model: object('agentConfig.model', {
      provider: text('agentConfig.model.provider').optional(),
      name: text('agentConfig.model.name').optional(),
      options: Options.optional(),
    }).optional(),
    prompt: Prompt.optional(),
    memory: Memory.optional(),
  }).optional(),
})

/** `page` and `size`; bots have `pageSize` in its place. */
export const AgentQuery = object('body', {
  page: number('page', { min: 1 }).default(1),
  size: number('size', { min: 1, max: 100 }).default(20),
  status: status.optional(),
  type: choice('type', ['chat']).optional(),
})

/**
 * The body of `POST /v3/chat/generate.json`.
 *
 * Source: http://docs.rongcloud.cn/platform-chat-api/agent/chat/call-agent
 */
export const GenerateRequest = object('body', {
  agentId,
  query: text('query', { max: 10_000 }),
  conversationId: text('conversationId', { min: 0, max: 64, pattern: /^[A-Za-z0-9_-]*$/ }).optional(),
  memory: flag('memory').default(true),
  stream: flag('stream').default(false),
  variables: pairs('variables', { most: 16, key: 32, value: 128 }).optional(),
  user: text('user', { min: 0, max: 64 }).optional(),
})

/** An agent as the app keeps it. */
export interface Agent extends z.output<typeof AgentDraft> {
  /** Ms since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}
