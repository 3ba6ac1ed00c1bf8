import { z } from 'zod'
import { flag, list, number, object, pairs, text } from '../fields.ts'

const TYPES = ['webhook', 'dify_chat', 'dify_completion', 'dify_chatflow', 'rc_agentchat'] as const

const strings = (name: string) => z.array(text(name), { error: `${name} must be a list of strings.` })

const integration = {
  enabled: flag('enabled').default(true),
  type: z.enum(TYPES, {
    error: (issue) => (issue.input === undefined ? 'type is required.' : `type must be one of ${TYPES.join(', ')}.`),
  }),
  callbackUrl: text('callbackUrl', { min: 0 }).optional(),
  objectNames: strings('objectNames').default([]),
  events: strings('events').default([]),
  stream: flag('stream').optional(),
  handleResponse: flag('handleResponse').default(false),
  auth: object('auth', { apiKey: text('auth.apiKey', { min: 0 }) }).optional(),
  agent: object('agent', { agentId: text('agent.agentId', { min: 3, max: 64 }) }).optional(),
  waitForInputCompletion: flag('waitForInputCompletion').optional(),
  gentleResponse: flag('gentleResponse').optional(),
}

/** How a bot is reached: an own webhook, a Dify app, or a built-in agent. */
export const Integration = object('integration', integration).superRefine((value, context) => {
  const issue = (message: string): void => context.addIssue({ code: 'custom', message, params: { code: 1002 } })
  if (value.type === 'rc_agentchat') {
    if (value.agent === undefined) issue('agent.agentId is required for rc_agentchat.')
  } else if (value.callbackUrl === undefined || !URL.canParse(value.callbackUrl)) {
    issue('callbackUrl is required, as a whole URL.')
  }
})

export type Integration = z.output<typeof Integration>

const fields = {
  userId: text('userId', { max: 64 }),
  name: text('name', { max: 128 }),
  type: text('type', { max: 128 }),
  profileUrl: text('profileUrl', { max: 256 }),
  metadata: pairs('metadata', { most: 16, key: 32, value: 128, shortest: 1 }).optional(),
}

const integrations = z.array(Integration, {
  error: (issue) => (issue.input === undefined ? 'integrations is required.' : 'integrations must be a list.'),
})

/**
 * A bot as `create` takes it.
 *
 * Source: http://docs.rongcloud.cn/platform-chat-api/bot/create-a-bot
 */
export const BotDraft = object('body', { ...fields, integrations })

/** What `update` may change; whatever is absent stays. */
export const BotPatch = object('body', {
  userId: fields.userId,
  name: fields.name.optional(),
  type: fields.type.optional(),
  profileUrl: fields.profileUrl.optional(),
  metadata: fields.metadata,
  integrations: integrations.optional(),
})

export const BotIds = object('body', { userIds: list('userIds', { most: 100, item: { max: 64 } }) })

/** `page` and `pageSize`; agents have `size` in its place. */
export const BotQuery = object('body', {
  page: number('page', { min: 1 }).default(1),
  pageSize: number('pageSize', { min: 1, max: 100 }).default(10),
  includeIntegration: flag('includeIntegration').default(false),
})

export const IntegrationDraft = z.intersection(object('body', { userId: fields.userId }), Integration)

export const IntegrationName = object('body', { userId: fields.userId, type: integration.type })

/** A bot as the app keeps it. */
export interface Bot extends z.output<typeof BotDraft> {
  /** Ms since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}
