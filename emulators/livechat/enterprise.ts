import { z } from 'zod'

const text = z.string().min(1)
const field = z.union([z.string(), z.number(), z.boolean(), z.null()])
const fields = z.record(text, field)

/** What an attempt to reach a human comes to, as written in settings and scenarios. */
export const transferResult = z
  .string()
  .regex(/^(?:bridge|queue:\d{1,6}|fail:[\s\S]{1,200})$/, 'expected bridge, queue:<places> or fail:<reason>')

const accessKey = z.strictObject({
  id: text.describe('AccessKeyId'),
  secret: text.describe('AccessKeySecret'),
  operations: z
    .array(text)
    .default(['*'])
    .describe('Calls the key may make, by the last part of their path; * stands for any characters'),
  allowIps: z
    .array(text)
    .default([])
    .describe('Addresses that may use the key, * for any part of one; empty: any address'),
})

const channel = z.strictObject({
  appName: text.describe('Name of the access number (接入号), sent as `appName`'),
  contactType: text.default('WEB').describe('Kind of the channel, sent as `contactType`; WEB is the only known value'),
  officialAccount: z.boolean().default(false).describe('A WeChat official account: `channel_name` is `wx_gzh`'),
})

const visitor = z.strictObject({
  name: text.optional().describe('Name shown to agents; default: 访客 and a number'),
  channel: text.optional().describe('The channel they come by; default: the first one'),
  province: z.string().default('').describe('Sent as `user_province`'),
  city: z.string().default('').describe('Sent as `user_city`'),
  customerId: text.optional().describe('Id of the customer record, sent as `user_customerId`'),
  visitorExtraInfo: fields.default({}).describe('Custom fields of the visitor, sent with the prefix `user_`'),
  customerFields: fields.default({}).describe('Custom fields of the customer, sent with the prefix `user_`; they win'),
})

const queue = z.strictObject({
  name: text.describe('Name shown to the visitor'),
  result: transferResult.optional().describe('What a transfer to it comes to; default: `transfer.result`'),
  limit: z.number().int().positive().default(20).describe('Most visitors that may wait in it'),
})

const robot = z.strictObject({
  name: text.default('caipai robot').describe('Name of the robot at the URL caipai was given'),
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'expected printable ASCII characters without spaces')
    .default('tk-caipai-rehearsal')
    .describe('The token of its registration'),
  authEnabled: z.boolean().default(true).describe('Whether pushes to it carry the token'),
  responseMode: z
    .enum(['blocking', 'streaming'])
    .default('blocking')
    .describe('The way robots are asked to answer; how the real platform decides is not documented'),
})

const route = z.strictObject({
  robot: z
    .enum(['connected', 'newest', 'none'])
    .default('connected')
    .describe(
      'The robot of the robot node: the one at the URL caipai was given, the one that registered last, or none yet',
    ),
  queueVariables: z
    .array(text)
    .default(['qno'])
    .describe('Names used by queue-variable nodes: keys of `actionData` that choose a queue'),
  defaultQueue: text.default('6001').describe('Number of the queue a plain transfer goes to'),
  timeslot: z.boolean().default(true).describe('Whether the condition of the time node holds'),
  branches: z.record(text, text).default({}).describe('Branch nodes passed: name and chosen branch'),
  interaction: fields.default({}).describe('What interaction nodes fetched, sent under its own keys'),
})

/** The enterprise behind the gateway: keys, channels, people, the route, its queues and its robot. */
export const enterprise = {
  enterpriseId: text.default('8000001').describe('Id of the enterprise, sent as `userId`'),
  keys: z
    .array(accessKey)
    .min(1)
    .default([{ id: 'caipaiAccessKeyId0001', secret: 'caipaiAccessKeySecret01', operations: ['*'], allowIps: [] }])
    .describe('Access keys; the first is the one caipai prints'),
  channels: z
    .record(text, channel)
    .default({
      web: { appName: '官网', contactType: 'WEB', officialAccount: false },
      wechat: { appName: '公众号', contactType: 'WECHAT', officialAccount: true },
      wecom: { appName: '企微客服', contactType: 'WECOM_KF', officialAccount: false },
    })
    .describe('Channels by name; groups use the one named wecom, or the first'),
  visitors: z.record(text, visitor).default({}).describe('Visitors by the name scenarios use; others need no entry'),
  groups: z
    .record(text, z.strictObject({ name: text.optional().describe('Name of the group; default: its key') }))
    .default({})
    .describe('WeCom groups by the name scenarios use; others need no entry'),
  robot: robot.prefault({}),
  route: route.prefault({}),
  queues: z
    .record(text, queue)
    .default({ '6001': { name: '客服', limit: 20 }, '6002': { name: '售后', limit: 20 } })
    .describe('Queues by number'),
}

export type VisitorSettings = z.output<typeof visitor>
export type ChannelSettings = z.output<typeof channel>
export type RouteSettings = z.output<typeof route>
export type QueueSettings = z.output<typeof queue>
export type AccessKey = z.output<typeof accessKey>

/** A visitor about whom the settings say nothing. */
export const plainVisitor: VisitorSettings = visitor.parse({})
