import { z } from 'zod'
import { duration } from '../core/duration.ts'

const id = z.string().min(1).max(64)
const count = z.int().positive()
/** How many: 0 switches a limit off. */
const limit = z.int().nonnegative()

const suggestRule = z.strictObject({
  agent: id.optional().describe('Only for this agent; absent: for all'),
  when: z.string().optional().describe('Occurs in what the peer said last; absent: always'),
  says: z
    .array(z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]))
    .describe('The suggestions; a list stands for one suggestion of several messages'),
})

const answerRule = z.strictObject({
  agent: id.optional().describe('Only for this agent; absent: for all'),
  when: z.string().optional().describe('Occurs in the query; absent: always'),
  says: z.string().describe('The answer; {{query}} and the names of variables are filled in'),
})

const agentSeed = z.strictObject({
  agentId: z.string().min(3).max(64),
  name: z.string().min(2).max(128).default('Reply helper'),
  description: z.string().max(256).optional(),
  status: z.enum(['active', 'inactive', 'draft']).default('active'),
  model: z.string().default('caipai-1').describe('agentConfig.model.name'),
  openingStatement: z.string().optional().describe('agentConfig.prompt.openingStatement'),
})

const botSeed = z.strictObject({
  userId: id,
  name: z.string().min(1).max(128).default('小助手'),
  type: z.string().min(1).max(128).default('helper'),
  profileUrl: z.string().max(256).default('https://bots.caipai.test/helper.png'),
  metadata: z.record(z.string(), z.string()).default({}),
  enabled: z.boolean().default(true).describe('Whether its integration is switched on'),
  callbackUrl: z.url().optional().describe('Where its webhook is; absent: the webhook bot'),
  objectNames: z.array(z.string()).default([]).describe('Only messages of these types reach it; empty: all'),
  events: z.array(z.string()).default([]).describe('Only these events reach it, such as message:private; empty: all'),
  handleResponse: z.boolean().default(false).describe('handleResponse of the integration'),
  agent: id.optional().describe('Answered by this built-in agent (rc_agentchat) instead of a webhook'),
})

const callback = (attempts: string) =>
  z.strictObject({
    timeout: duration.prefault('5s').describe('How long the platform waits; nothing public says'),
    attempts: count.default(1).describe(attempts),
    pause: duration.prefault('1s').describe('Pause before the next delivery'),
  })

/** Everything about RongCloud that a scenario may set. */
export const settings = z.strictObject({
  appKey: z.string().min(1).default('caipaiAppKey01').describe('App Key of the app'),
  appSecret: z.string().min(1).default('caipaiSecret01').describe('App Secret of the app'),
  locked: z.boolean().default(false).describe('The app is locked: every call is answered 401 / 1006'),
  signing: z
    .strictObject({
      anyCase: z.boolean().default(false).describe('Take a signature in upper-case hex, too'),
      window: duration
        .prefault(0)
        .describe(
          'Refuse timestamps further from the wall clock than this with 1004; 0: no window, as the SDKs need it',
        ),
      refuseRepeatedNonce: z
        .boolean()
        .default(false)
        .describe('Refuse a nonce that was used before with 1004; the Node SDK repeats one for its whole life'),
    })
    .prefault({})
    .describe('How strictly the request signature is judged'),
  users: z.array(id).default([]).describe('Users who have a client, besides those with a token and those who act'),
  groups: z.record(id, z.array(id)).default({}).describe('Groups with their members'),
  agents: z
    .array(agentSeed)
    .default([{ agentId: 'reply_helper', name: 'Reply helper', status: 'active', model: 'caipai-1' }])
    .describe('AI agents of the app'),
  restrictions: z
    .array(z.strictObject({ agentId: id, userId: id }))
    .default([])
    .describe('Users on the blacklist of an agent'),
  suggestions: z.array(suggestRule).default([]).describe('What agents suggest; the first rule that fits'),
  openingSuggestion: z
    .boolean()
    .default(false)
    .describe('Suggest the openingStatement of the agent while the chat is empty, instead of nothing'),
  suggestLatency: duration.prefault(0).describe('How long a suggestion takes'),
  answers: z.array(answerRule).default([]).describe('What agents answer to generate; the first rule that fits'),
  bots: z
    .array(botSeed)
    .default([botSeed.parse({ userId: 'bot_1' })])
    .describe('Bots of the app'),
  history: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether the cloud storage of messages is switched on; off: 430 / 1009'),
      perChat: count.default(1000).describe('How many messages are kept for each view of a chat'),
      retention: duration.prefault('180d').describe('How long messages are kept'),
    })
    .prefault({}),
  routing: callback('How often a message is delivered in all while the receiver does not answer 2xx')
    .extend({
      serverMessages: z.boolean().default(false).describe('Route messages sent through the server API, too'),
      blockedMessages: z.boolean().default(false).describe('Route messages the word filter has blocked, too'),
    })
    .prefault({})
    .describe('Full message routing to the webhook routing'),
  webhook: callback('How often a message is delivered in all while the bot does not answer 2xx')
    .prefault({})
    .describe('Deliveries to the webhook of a bot'),
  preSend: z
    .strictObject({
      timeout: duration.prefault('3s').describe('After this the message is delivered without a verdict'),
    })
    .prefault({})
    .describe('The pre-send callback to the webhook pre-send'),
  words: z
    .strictObject({
      block: z.array(z.string().min(1)).default([]).describe('Messages with one of these words do not arrive'),
      replace: z.record(z.string().min(1), z.string()).default({}).describe('Words that are replaced on the way'),
    })
    .prefault({})
    .describe('The filter of sensitive words, for messages clients send'),
  limits: z
    .strictObject({
      callsPerSecond: limit.default(100).describe('Calls of one operation per second, then 429 / 1008; 0: any number'),
      tokensPerSecond: limit.default(200).describe('Calls of getToken per second; 0: any number'),
      messagesPerMinute: limit
        .default(6000)
        .describe('Private messages per minute, counted per receiver; 0: any number'),
      groupMessagesPerSecond: limit.default(20).describe('Group messages per second; 0: any number'),
      users: limit
        .default(0)
        .describe('Registered users, then 403 / 2007 as in the development environment; 0: any number'),
    })
    .prefault({}),
  strictContent: z
    .boolean()
    .default(false)
    .describe('Refuse content that clients cannot show with 1002, instead of accepting it as the real server does'),
})

export type Settings = z.output<typeof settings>
export type BotSeed = z.output<typeof botSeed>
export type AgentSeed = z.output<typeof agentSeed>
