import { z } from 'zod'
import { milliseconds, readVariables, secret, url } from '../environment.ts'
import type { Environment } from '../environment.ts'

/** How to reach a chat model that speaks the OpenAI protocol. */
export interface ModelSettings {
  readonly baseUrl: string
  readonly apiKey: string
  readonly model: string
  /** What the model is told before every conversation. */
  readonly instructions: string
  /** How long one answer may take, in milliseconds. */
  readonly timeoutMs: number
}

/** One robot of Alibaba Cloud's intelligent dialogue product (智能对话机器人). */
export interface AliyunChatbotSettings {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly instanceId: string
}

/** The one place that answers come from. */
export type AnswerSettings =
  | ({ readonly from: 'model' } & ModelSettings)
  | ({ readonly from: 'aliyun-chatbot' } & AliyunChatbotSettings)

const Choice = z.object({ ANSWERS_FROM: z.enum(['model', 'aliyun-chatbot']).default('model') })

const ModelVariables = z.object({
  OPENAI_BASE_URL: url.default('https://api.openai.com/v1'),
  OPENAI_API_KEY: secret,
  MODEL: z.string(),
  MODEL_INSTRUCTIONS: z.string().default('你是一个乐于助人的客服，回答简短、准确。'),
  MODEL_TIMEOUT_MS: milliseconds.min(1).default(120_000),
})

const AliyunVariables = z.object({
  ALIYUN_CHATBOT_ENDPOINT: z
    .string()
    .default('chatbot.cn-shanghai.aliyuncs.com')
    .transform((given) => (/^https?:/i.test(given) ? given : `https://${given}`))
    .pipe(url),
  ALIYUN_ACCESS_KEY_ID: secret,
  ALIYUN_ACCESS_KEY_SECRET: secret,
  ALIYUN_INSTANCE_ID: z.string(),
})

/** @throws ConfigError that names every variable that is missing or wrong; those of the other source are not looked at */
export function readAnswerSettings(environment: Environment): AnswerSettings {
  const { ANSWERS_FROM: from } = readVariables(Choice, environment)
  if (from === 'aliyun-chatbot') {
    const variables = readVariables(AliyunVariables, environment)
    return {
      from,
      endpoint: variables.ALIYUN_CHATBOT_ENDPOINT,
      accessKeyId: variables.ALIYUN_ACCESS_KEY_ID,
      accessKeySecret: variables.ALIYUN_ACCESS_KEY_SECRET,
      instanceId: variables.ALIYUN_INSTANCE_ID,
    }
  }
  const variables = readVariables(ModelVariables, environment)
  return {
    from,
    baseUrl: variables.OPENAI_BASE_URL,
    apiKey: variables.OPENAI_API_KEY,
    model: variables.MODEL,
    instructions: variables.MODEL_INSTRUCTIONS,
    timeoutMs: variables.MODEL_TIMEOUT_MS,
  }
}
