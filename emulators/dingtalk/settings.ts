import { z } from 'zod'
import { duration } from '../core/duration.ts'

const id = z.string().min(1).max(128)
const count = z.int().positive()
/** IPv4 addresses and CIDR ranges; an empty list allows any. */
const addresses = z.array(z.union([z.ipv4(), z.cidrv4()], 'expected an IPv4 address or a CIDR range: 10.0.0.0/8'))
/** How many: 0 switches a limit off. */
const limit = z.int().nonnegative()

const person = z.strictObject({
  nick: z.string().optional().describe('senderNick; default: the name'),
  staffId: z.string().optional().describe('userId; default: digits that follow from the name'),
  unionId: z.string().optional(),
  mobile: z.string().optional(),
  external: z.boolean().default(false).describe('Somebody outside the organisation: the bot never learns their userId'),
  admin: z.boolean().default(false).describe('isAdmin'),
  client: z.enum(['Mac', 'Win', 'iOS', 'Android']).default('Mac').describe('senderPlatform'),
})

const customRobot = z.strictObject({
  name: z.string().min(1).default('通知机器人'),
  accessToken: z.string().min(1).default('c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00'),
  group: id.default('ops').describe('The group it stands in'),
  secret: z.string().optional().describe('The SEC… of the sign setting (加签); absent: not switched on'),
  keywords: z.array(z.string().min(1)).max(10).default([]).describe('One of these must occur; empty: not switched on'),
  ipAllow: addresses.default([]).describe('IPv4 addresses and CIDR ranges; empty: not switched on'),
  stopped: z.boolean().default(false).describe('The robot is disabled: 400102'),
})

const template = z.strictObject({
  id: z.string().min(1),
  keys: z.array(z.string()).describe('Variables of the template that can be streamed'),
  published: z.boolean().default(true),
})

const MARKDOWN_TEMPLATE = 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema'

/** Everything about DingTalk that a scenario may set. */
export const settings = z.strictObject({
  corpId: id.default('dingcaipai0123456789abcdef01234567').describe('corpId of the organisation'),
  app: z
    .strictObject({
      clientId: id.default('dingcaipaiapp0000001').describe('clientId, the same as appKey'),
      clientSecret: id.default('caipai-client-secret-000000000001').describe('clientSecret, the same as appSecret'),
      kind: z
        .enum(['assistant', 'ordinary'])
        .default('assistant')
        .describe('An ordinary app has no AI assistant: aiInteraction answers ai assistant not found'),
      scopes: z
        .union([z.literal('all'), z.array(z.string())])
        .default('all')
        .describe('Permissions of the app, such as Card.Streaming.Write'),
      ipAllow: addresses.default([]).describe('Addresses that may call the OpenAPI; empty: any'),
    })
    .prefault({}),
  robot: z
    .strictObject({
      code: z.string().default('').describe('robotCode; empty: the same as clientId'),
      name: z.string().min(1).default('小助手').describe('What people write after the @'),
      mode: z
        .enum(['auto', 'http', 'stream'])
        .default('auto')
        .describe('How messages reach the bot; auto: by Stream while a connection subscribes to them, else over HTTP'),
      published: z.boolean().default(true).describe('An unpublished version hides senderStaffId and isAdmin'),
      stopped: z.boolean().default(false).describe('The robot is disabled'),
      quotaUsedUp: z.boolean().default(false).describe('Messages carry errorCode 20001 and no text'),
      others: z
        .array(z.strictObject({ code: id, name: z.string().min(1) }))
        .default([])
        .describe('Other robots of the same organisation, owned by other apps, that share the groups'),
    })
    .prefault({}),
  people: z.record(id, person).default({}).describe('People who are not as the default person is'),
  groups: z
    .record(id, z.array(id))
    .default({ ops: ['alice', 'bob'] })
    .describe('Groups with their members; the robot is in all of them. Who writes in a group joins it'),
  session: z
    .strictObject({
      ttl: duration.prefault('90m').describe('How long a sessionWebhook lives, counted from the push'),
      policy: z
        .enum(['reuse-and-extend', 'fresh'])
        .default('reuse-and-extend')
        .describe('One session for each conversation, extended by each message; or a new one for each message'),
      alreadyPast: duration
        .prefault(0)
        .describe('A message arrives with a webhook that ended so long ago, as after a long queue; 0: it is fresh'),
      expiredError: z
        .enum(['not-exist', 'expired'])
        .default('not-exist')
        .describe('What an expired session is answered: as an unknown one, or session 已过期'),
    })
    .prefault({}),
  tokens: z.strictObject({ ttl: duration.prefault('7200s').describe('How long an access token lives') }).prefault({}),
  callback: z
    .strictObject({
      timeout: duration.prefault('10s').describe('How long an answer is waited for; undocumented'),
      retries: limit.default(0).describe('Further deliveries when there was none; undocumented'),
      pause: duration.prefault('1s').describe('Pause before a further delivery'),
    })
    .prefault({})
    .describe('The HTTP callback of a message'),
  outgoing: z
    .strictObject({ token: z.string().default('caipai-outgoing-token').describe('The token header') })
    .prefault({})
    .describe('Custom robots with Outgoing switched on'),
  stream: z
    .strictObject({
      redeliverAfter: duration.prefault('60s').describe('A message without an ACK is pushed again after this'),
      redeliveries: limit
        .default(1)
        .describe('How often; 0: never, as one page of the documents says; field reports say once'),
      eventRedeliverAfter: duration.prefault('60s').describe('An event without SUCCESS is pushed again after this'),
      eventRedeliveries: limit.default(3),
      pingEvery: duration.prefault('60s').describe('SYSTEM ping; 0: never'),
      ticketTtl: duration.prefault('90s'),
      routing: z.enum(['round-robin', 'random']).default('round-robin').describe('Which connection gets a push'),
      backlog: z.boolean().default(false).describe('Keep what nobody is connected for and push it on connecting'),
      opensPerMinute: limit.default(0).describe('Calls of connections/open per minute, then 429; 0: any number'),
    })
    .prefault({}),
  skill: z
    .strictObject({
      protocol: z.enum(['stream', 'http']).default('stream').describe('x-dingtalk-protocol'),
      method: z.enum(['GET', 'POST']).default('POST'),
      path: z.string().startsWith('/').default('/v1/actions/caipai/ask').describe('The path of the one operation'),
      names: z
        .record(z.string(), z.string())
        .default({})
        .describe('Parameter names of the YAML where they differ: { rawInput: question }'),
      headers: z.record(z.string(), z.string()).default({}).describe('Authentication headers of an HTTP skill'),
      displayResult: z.enum(['auto', 'disabled', 'markdown']).default('disabled').describe('x-dingtalk-display-result'),
      timeout: duration.prefault('30s').describe('How long a skill may take; undocumented'),
    })
    .prefault({})
    .describe('The skill of the AI assistant in direct mode (直通模式)'),
  agent: z
    .strictObject({
      sessionTtl: duration.prefault('90m').describe('How long an aswh_ webhook lives; undocumented'),
      tokenTtl: duration
        .prefault('24h')
        .describe('How long a conversationToken lives; longer than the webhook, else undocumented'),
      strictContentType: z
        .boolean()
        .default(true)
        .describe('Refuse contentType text and markdown on send, which the reference does not list'),
    })
    .prefault({}),
  templates: z
    .array(template)
    .default([])
    .describe('Card templates besides the Markdown template of the official Python SDK'),
  cards: z
    .strictObject({
      anyTemplate: z
        .boolean()
        .default(false)
        .describe('Take any cardTemplateId; its variables are then those of its cardParamMap'),
      callbackTimeout: duration.prefault('2s').describe('How long an HTTP card callback may take'),
      apiSecret: z.string().default('caipai-card-api-secret').describe('Signs HTTP card callbacks'),
      contentBytes: count.default(20_000).describe('Largest streamed variable of a card (bytes); undocumented'),
    })
    .prefault({}),
  customRobots: z
    .array(customRobot)
    .default([customRobot.parse({})])
    .describe('Custom robots (自定义机器人) in groups'),
  customRobot: z
    .strictObject({
      perMinute: limit.default(20).describe('Messages per robot and minute; 0: any number'),
      penalty: duration.prefault('10m').describe('How long a robot is blocked after more'),
      rateCode: z.union([z.literal(130101), z.literal(410100), z.literal(660026)]).default(130101),
      unknownTokenCode: z.union([z.literal(300005), z.literal(300001), z.literal(400101)]).default(300005),
      msgUuidTtl: duration.prefault('24h').describe('How long a msgUuid is remembered; undocumented'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      qps: limit.default(0).describe('Calls per second for each OpenAPI operation, 20 in the standard edition; 0: any'),
      qpm: limit.default(0).describe('The same per minute; 0: any'),
      monthly: limit.default(0).describe('OpenAPI calls in all, 5000 in the standard edition; 0: any'),
      webhookBytes: count.default(20_000).describe('Largest body at a webhook (bytes)'),
      msgParamBytes: count.default(15_000).describe('Largest msgParam for a group (bytes)'),
      batchUsers: count.default(20).describe('Users in one batchSend'),
      ipBanned: z.boolean().default(false).describe('The caller has sent 10 000 calls in 20 s and is locked out'),
    })
    .prefault({}),
  files: z
    .strictObject({
      codeTtl: duration.prefault('24h').describe('How long a downloadCode can be exchanged; undocumented'),
      urlTtl: duration.prefault('1h').describe('How long a downloadUrl works; undocumented'),
    })
    .prefault({}),
  strictWebhookTypes: z
    .boolean()
    .default(false)
    .describe(
      'Refuse image and file at webhooks with 400105; they are not in the documents but several bots send them',
    ),
  mentionsNeedText: z
    .boolean()
    .default(true)
    .describe('Notify only whose id stands in the text as well, as the documents have it; else whoever at lists'),
  strictMarkdownTitle: z
    .boolean()
    .default(true)
    .describe(
      'Refuse sampleMarkdown without a title; the list of errors has a code for it, yet a well-known bot sends none',
    ),
  unknownPath: z
    .enum(['legacy200', '404'])
    .default('legacy200')
    .describe('What an unknown path is answered: HTTP 200 with errcode 404 as seen, or HTTP 404'),
})

export type Settings = z.output<typeof settings>
export type PersonSettings = z.output<typeof person>
export type CustomRobot = z.output<typeof customRobot>
export type CardTemplate = z.output<typeof template>

/** The template with one Markdown variable that the official Python SDK has built in. */
export const MARKDOWN_CARD: CardTemplate = { id: MARKDOWN_TEMPLATE, keys: ['content'], published: true }
