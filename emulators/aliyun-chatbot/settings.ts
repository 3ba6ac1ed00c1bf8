import { z } from 'zod'
import { duration } from '../core/duration.ts'
import { knowledgeBase } from './knowledge/schema.ts'

const limit = z.int().nonnegative()

/** A knowledge base with its defaults, and a line for the reference page. */
const knowledge = (text: string) => knowledgeBase.prefault({}).describe(text)

const spaces = z
  .record(z.string(), knowledgeBase)
  .default({})
  .describe('Knowledge in other business spaces, by AgentKey; an AgentKey nobody has is answered 403 Forbidden')

const fixedAnswer = z.strictObject({
  when: z.string().min(1).describe('The Utterance, word for word'),
  messages: z.array(z.record(z.string(), z.unknown())).describe('Messages of the answer, as they stand in it'),
  times: z.int().positive().optional().describe('How many calls it serves before it is used up; default: any number'),
})

const robotFields = {
  name: z.string().default('小店客服').describe('Name of the robot'),
  robotType: z.string().default('scenario_im').describe('RobotType'),
  languageCode: z.string().default('zh-cn').describe('LanguageCode'),
  introduction: z.string().default('').describe('Introduction'),
  frozen: z.boolean().default(false).describe('A bill is overdue: 403 InstanceFreezing'),
  permitted: z.boolean().default(true).describe('Whether the account may use it; off: 403 Forbidden'),
}

const robot = z.strictObject({ ...robotFields, knowledge: knowledge('What it knows in the default space'), spaces })

/** Everything about Aliyun Chatbot that a scenario may set. */
export const settings = z.strictObject({
  accessKeyId: z.string().min(1).default('caipaiAccessKeyId01').describe('AccessKeyId of the account'),
  accessKeySecret: z.string().min(1).default('caipaiAccessKeySecret01').describe('AccessKeySecret of the account'),
  keyActive: z.boolean().default(true).describe('Off: the key is disabled, 400 InvalidAccessKeyId.Inactive'),
  otherKeys: z.record(z.string(), z.string()).default({}).describe('Further keys, AccessKeyId to AccessKeySecret'),
  instanceId: z.string().min(1).default('chatbot-cn-caipai0001').describe('InstanceId of the robot'),
  knowledge: knowledge('What the robot knows in the default business space'),
  answers: z
    .array(fixedAnswer)
    .default([])
    .describe('Answers that stand as they are, before all knowledge and in every space; the first that fits'),
  spaces,
  robot: z.strictObject(robotFields).prefault({}).describe('About the robot itself'),
  robots: z.record(z.string(), robot).default({}).describe('Further robots, by InstanceId'),
  region: z
    .string()
    .default('cn-shanghai')
    .describe('The region the robots live in; a Host of another one is answered 404'),
  hostId: z.string().default('chatbot.cn-shanghai.aliyuncs.com').describe('HostId in errors'),
  clock: z
    .strictObject({
      at: z.iso
        .datetime()
        .optional()
        .describe('The time of our clock, fixed, to replay signatures with dates of their own'),
      ahead: duration.prefault(0).describe('Our clock is ahead of the bot’s by so much'),
      behind: duration.prefault(0).describe('Our clock is behind the bot’s by so much'),
      tolerance: duration.prefault('15m').describe('How far a time stamp may be off; documents say 15 and 31 minutes'),
    })
    .prefault({})
    .describe('How time stamps are judged'),
  rememberNonces: z.boolean().default(true).describe('Answer SignatureNonceUsed to a nonce of twice the tolerance ago'),
  sessionIdle: duration.prefault('30m').describe('After so long without a turn a session has lost its context'),
  utteranceLimit: z
    .int()
    .positive()
    .default(512)
    .describe('Most characters of an Utterance; pages about streaming say 128 or 512'),
  callsPerSecond: limit.default(0).describe('Calls of the account per second, then Throttling.User; 0: any number'),
  seedExact: z.boolean().default(false).describe('Leave RequestId out of the two samples that lack it (S9, S10)'),
  recommendItemSource: z
    .enum(['KNOWLEDGE', 'Knowledge'])
    .default('KNOWLEDGE')
    .describe('AnswerSource of a FAQ among mixed recommendations: the samples say KNOWLEDGE, the table Knowledge'),
  errorsWithStatus200: z
    .boolean()
    .default(false)
    .describe('Answer errors of the product with HTTP 200 and a Code in the body, as some gateways do'),
})

export type FixedAnswer = z.output<typeof fixedAnswer>
export type Settings = z.output<typeof settings>
export type Robot = z.output<typeof robot>
