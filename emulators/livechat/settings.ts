import { z } from 'zod'
import { enterprise, transferResult } from './enterprise.ts'

const ms = (fallback: number, text: string): z.ZodDefault<z.ZodNumber> =>
  z.number().int().nonnegative().default(fallback).describe(`${text} (milliseconds)`)

const flag = (fallback: boolean, text: string): z.ZodDefault<z.ZodBoolean> =>
  z.boolean().default(fallback).describe(text)

const signing = z.strictObject({
  required: flag(true, 'Refuse calls whose signature, expiry or key is wrong; off: only remark on them'),
  hosts: z
    .array(z.string().min(1))
    .default(['api-bj.clink.cn', 'api-sh.clink.cn'])
    .describe('Host names a caller may have signed besides the one in the `Host` header'),
  clockSkewSec: z
    .number()
    .nonnegative()
    .default(300)
    .describe('How far ahead of us the `Timestamp` of a caller may be (seconds)'),
  useVirtualClock: flag(false, "Judge `Timestamp` against the world's clock instead of the wall's"),
})

const push = z.strictObject({
  firstTurnConversationId: z
    .enum(['absent', 'null', 'empty'])
    .default('absent')
    .describe('How the first push of a session says that there is no conversation yet'),
  messageTypeAs: z
    .enum(['number', 'string'])
    .default('number')
    .describe('JSON type of `messageType`: the document says String in its table and prints numbers'),
  contentType: z.string().min(1).default('application/json;charset=UTF-8').describe('`Content-Type` of a push'),
  userAgent: z.string().min(1).default('livechat-gateway-emulator').describe('`User-Agent` of a push'),
  tlsInsecure: flag(false, 'Accept a self-signed certificate of the bot'),
  coalesceWindowMs: ms(
    0,
    'Put messages that arrive while a turn runs, at most this far apart, into one push; 0: never',
  ),
  unsupportedKinds: z
    .enum(['drop', 'asText'])
    .default('drop')
    .describe('What becomes of voice, video, file and location messages, which are not pushed as far as documented'),
  omitSender: flag(false, 'Leave out `sender`, which the table calls optional'),
  concurrency: z
    .enum(['serial', 'parallel'])
    .default('serial')
    .describe('Whether the messages of one session are pushed one after another or at once'),
  connectTimeoutMs: ms(3000, 'Longest wait for a connection to the bot'),
  blockingTimeoutMs: ms(60_000, 'Longest wait for a whole blocking answer'),
  slowWarnMs: ms(10_000, 'A first byte later than this is remarked on; 0: never'),
  maxBodyBytes: z.number().int().positive().default(1_048_576).describe('Largest blocking answer (bytes)'),
  retry: z
    .strictObject({
      max: z.number().int().min(0).max(3).default(0).describe('How often a failed push is repeated'),
      on: z
        .array(z.enum(['connect']))
        .default(['connect'])
        .describe('Failures after which a push is repeated'),
    })
    .prefault({}),
})

const inputs = z.strictObject({
  mode: z
    .enum(['full', 'empty', 'absent'])
    .default('full')
    .describe('Whether a push carries all context keys, `{}` as in the samples, or no `inputs` at all'),
  booleanStyle: z.enum(['boolean', 'string']).default('boolean').describe('JSON type of `timeslot` and `groupChat`'),
  nulls: z.enum(['omit', 'null']).default('omit').describe('How a context value that is not set is sent'),
  collision: z
    .enum(['builtin', 'custom'])
    .default('builtin')
    .describe('Which value wins when a custom key arrives under the name of a built-in one'),
})

const stream = z.strictObject({
  contentMode: z
    .enum(['delta', 'cumulative'])
    .default('delta')
    .describe('Whether a streamed `content` is a piece to append or the text so far'),
  queueVariable: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether a queue may be chosen in a stream, for which the document has no place'),
  badJson: z.enum(['fail', 'skip']).default('fail').describe('What a `data` that is not JSON does to the turn'),
  eventMismatch: z
    .enum(['fail', 'json', 'sse'])
    .default('fail')
    .describe('Which name counts when `event:` and the `event` inside the JSON differ'),
  closeGraceMs: ms(1000, 'How long the connection stays open after `end` or `error`'),
  burstWarnMs: ms(1500, 'All events at once after a silence longer than this look buffered'),
  maxEventBytes: z.number().int().positive().default(1_048_576).describe('Largest single event (bytes)'),
  maxTotalBytes: z.number().int().positive().default(16_777_216).describe('Largest stream (bytes)'),
  firstEventTimeoutMs: ms(60_000, 'Longest wait for the first event or comment'),
  idleTimeoutMs: ms(60_000, 'Longest silence between two events or comments'),
  totalTimeoutMs: ms(300_000, 'Longest whole stream'),
})

const failure = z.strictObject({
  policy: z
    .enum(['notice', 'silent', 'transfer', 'close'])
    .default('notice')
    .describe('What the visitor gets when a turn fails'),
  noticeText: z.string().min(1).default('抱歉,暂时无法回答,请稍后再试。').describe('The notice of the policy `notice`'),
  maxConsecutive: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('After so many failed turns in a row the visitor is transferred; 0: never'),
  showBotError: flag(false, "Show the visitor the bot's own error text"),
})

const transfer = z.strictObject({
  result: transferResult
    .default('bridge')
    .describe('What a transfer comes to where its queue says nothing: `bridge`, `queue:<places>` or `fail:<reason>`'),
  afterAgent: z.enum(['close', 'robot']).default('close').describe('Where the session goes when the agent is done'),
  repushOnFail: flag(false, 'Push the last visitor message again when a transfer failed'),
  loopWarn: z
    .number()
    .int()
    .positive()
    .default(3)
    .describe('So many failed transfers in a row are remarked on as a loop'),
})

/** Everything about the gateway that the document leaves open or that differs between enterprises. */
export const livechatSettings = z.strictObject({
  profile: z
    .enum(['tolerant', 'strict'])
    .default('tolerant')
    .describe('How mistakes of the bot are taken: `strict` fails the turn where `tolerant` warns or drops'),
  lax: flag(false, "Map the other mode's spelling, a bare string as `content`, and an object where an array belongs"),
  missingKeyStyle: z
    .enum(['clink', 'apisix'])
    .default('clink')
    .describe('How a call without a known key is refused: the error envelope, or the bare answer of a front gateway'),
  rateLimitPerMinute: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('Calls a key may make in a minute before it is refused with 429; 0: no limit'),
  ...enterprise,
  signing: signing.prefault({}),
  push: push.prefault({}),
  inputs: inputs.prefault({}),
  stream: stream.prefault({}),
  conversation: z
    .strictObject({
      scope: z
        .enum(['session', 'visitor'])
        .default('session')
        .describe('How long a conversation id is handed back: for one session or for all sessions of a visitor'),
    })
    .prefault({}),
  group: z
    .strictObject({
      pushPolicy: z.enum(['all', 'mention']).default('all').describe('Which messages of a WeCom group reach the robot'),
    })
    .prefault({}),
  failure: failure.prefault({}),
  transfer: transfer.prefault({}),
})

export type LivechatSettings = z.infer<typeof livechatSettings>
export type LivechatSettingsInput = z.input<typeof livechatSettings>
