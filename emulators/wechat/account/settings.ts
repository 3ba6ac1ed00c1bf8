import { z } from 'zod'

const milliseconds = z.int().nonnegative()
const deliveries = z.int().min(1).max(20)

const account = z
  .strictObject({
    appid: z
      .string()
      .regex(/^wx[0-9a-f]{16}$/, 'expected wx and 16 lower-case hex digits')
      .default('wx5a1c0e7d93b24f68')
      .describe('AppID'),
    secret: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'expected 32 lower-case hex digits')
      .default('3f6c1b8e0d7a49c2b5e8f1046a9d2c7e')
      .describe('AppSecret'),
    originalId: z
      .string()
      .regex(/^gh_[0-9a-f]{12}$/, 'expected gh_ and 12 lower-case hex digits')
      .default('gh_c0ffee0ca1fa')
      .describe('The original id (原始ID), the name of the account in messages'),
    token: z
      .string()
      .regex(/^[A-Za-z0-9]{3,32}$/, 'expected 3 to 32 letters and digits')
      .default('CaipaiRehearsal')
      .describe('The Token that signs pushes'),
    encodingAesKey: z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, 'expected 43 letters and digits')
      .default('caipaiRehearsalKeyWithSpareBitsAtItsVeryEnd')
      .describe('EncodingAESKey; the default is not canonical base64, as three of four real keys'),
    previousEncodingAesKey: z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, 'expected 43 letters and digits')
      .default('caipaiKeyBeforeTheLastChangeOfAllKeysHere12')
      .describe('The key before the last change; a bot has to keep it for messages in flight'),
    mode: z.enum(['plain', 'compatible', 'secure']).default('plain').describe('Message mode: 明文, 兼容 or 安全模式'),
    kind: z
      .enum(['subscription', 'service', 'test'])
      .default('service')
      .describe('订阅号, 服务号 or 接口测试号; decides permissions and limits'),
    verified: z
      .boolean()
      .default(true)
      .describe('Whether the account is verified (认证); a test account always may all'),
    ipWhitelist: z
      .array(z.string())
      .default([])
      .describe('Addresses or CIDR ranges that may fetch tokens; empty: anybody'),
    secretFrozen: z.boolean().default(false).describe('The owner has frozen the AppSecret (40243)'),
    openPlatform: z
      .boolean()
      .default(false)
      .describe('Bound to an Open-Platform account, so that users have a unionid'),
    speechRecognition: z.boolean().default(false).describe('Voice messages carry a Recognition'),
    desks: z
      .array(z.string().regex(/^[^@\s]+@[^@\s]+$/, 'expected name@account'))
      .default(['desk1@caipai', 'desk2@caipai'])
      .describe('Accounts of the human service desk'),
    deskEnabled: z.boolean().default(true).describe('Whether the human service desk is switched on (65400)'),
    templates: z.array(z.string()).default([]).describe('Ids of message templates; empty: any id is accepted'),
    contentDomains: z.array(z.string()).default([]).describe('Domains menus may link to; empty: any'),
  })
  .prefault({})

const push = z
  .strictObject({
    timeoutMs: milliseconds
      .default(5000)
      .describe('How long a complete answer may take; 0 waits for ever, for debuggers'),
    deliveries: z
      .strictObject({
        timeout: deliveries
          .default(3)
          .describe('Deliveries in all when none is answered in time; 4 is the literal reading of the document'),
        'bad-status': deliveries.default(4).describe('Deliveries in all when the status is not 200'),
        'connect-fail': deliveries.default(4).describe('Deliveries in all when no connection comes about'),
        'bad-body': deliveries.default(1).describe('Deliveries in all when the answer is unusable'),
      })
      .prefault({}),
    key: z
      .enum(['current', 'previous'])
      .default('current')
      .describe('Encrypt with previousEncodingAesKey instead, as messages in flight during a change of keys are'),
    loseAnswers: z
      .int()
      .nonnegative()
      .default(0)
      .describe(
        'The answers to so many first deliveries of each push get lost on their way, so that WeChat repeats them',
      ),
    encryptWhitespace: z
      .string()
      .regex(/^\s*$/, 'expected white space only')
      .default('')
      .describe('White space on both sides of the Encrypt value, which some proxies and tools put there'),
  })
  .prefault({})

/** All settings of the Official Account platform. Lengths in bytes of UTF-8, times in ms. */
export const settings = z.strictObject({
  account,
  push,
  notice: z
    .strictObject({
      text: z
        .string()
        .default('该公众号暂时无法提供服务，请稍后再试')
        .describe(
          'What the user reads after a failure; clients have shown 该公众号提供的服务出现故障，请稍后再试 since about 2016',
        ),
    })
    .prefault({}),
  text: z
    .strictObject({ maxBytes: z.int().positive().default(2048).describe('Longest text of a passive reply') })
    .prefault({}),
  kf: z
    .strictObject({
      text: z
        .strictObject({ maxBytes: z.int().positive().default(2048).describe('Longest text of a service message') })
        .prefault({}),
    })
    .prefault({}),
  quota: z
    .strictObject({
      profile: z
        .enum(['2023', '2021', 'legacy'])
        .default('2023')
        .describe('Rules for service messages: 5 in 48 h, 20 in 48 h, or any number in 48 h after a message'),
      daily: z
        .record(z.string(), z.int().nonnegative())
        .default({})
        .describe('Daily limits by operation id, instead of the platform’s own'),
    })
    .prefault({}),
  secure: z
    .strictObject({
      acceptPlainReply: z.boolean().default(false).describe('Accept plain replies in secure mode, as some users saw'),
    })
    .prefault({}),
  reply: z
    .strictObject({
      acceptLeadingWhitespace: z
        .boolean()
        .default(true)
        .describe('Accept blank lines or spaces before <xml>, as some frameworks write them; a BOM never'),
    })
    .prefault({}),
  errmsg: z
    .strictObject({
      tail: z
        .enum(['rid', 'hint', 'none'])
        .default('rid')
        .describe('What error texts end in: rid today, hint until 2020'),
    })
    .prefault({}),
  json: z
    .strictObject({
      unicodeEscapes: z
        .enum(['literal', 'decode'])
        .default('literal')
        .describe('Whether users see \\u4f60 as it stands or as 你; reports of both exist'),
    })
    .prefault({}),
  markFail: z
    .strictObject({
      after: z.int().nonnegative().default(0).describe('Stop pushing after so many failed pushes in a row; 0: never'),
      pauseMs: milliseconds.default(60_000).describe('For how long'),
    })
    .prefault({}),
  unsupported: z
    .enum(['text', 'silent'])
    .default('text')
    .describe('Files, cards and the like arrive as a placeholder text, or not at all'),
  media: z
    .strictObject({
      imageMaxBytes: z
        .int()
        .positive()
        .default(10 * 1024 * 1024)
        .describe('Largest image; older documents say 2 MB'),
      keepBytes: z
        .int()
        .positive()
        .default(256 * 1024 * 1024)
        .describe('How much media is kept on disk; beyond that the oldest goes'),
    })
    .prefault({}),
  template: z
    .strictObject({
      finishAfterMs: milliseconds.default(2000).describe('When TEMPLATESENDJOBFINISH follows'),
      status: z.string().default('success').describe('Its Status: success, failed:user block, failed: system failed'),
    })
    .prefault({}),
  desk: z
    .strictObject({
      idleMs: milliseconds
        .default(30 * 60_000)
        .describe('When a silent session with the service desk ends; 2 h in older documents'),
    })
    .prefault({}),
  debug: z
    .strictObject({
      retries: z.boolean().default(true).describe('false: every push is delivered once'),
      timestamp: z
        .string()
        .regex(/^\d{10}$/)
        .optional()
        .describe('The same timestamp and CreateTime for every push'),
      nonce: z.string().regex(/^\d+$/).optional().describe('The same nonce for every push'),
      random: z.string().length(16).optional().describe('The same 16 characters before every encrypted message'),
    })
    .prefault({}),
})

export type Settings = z.output<typeof settings>
