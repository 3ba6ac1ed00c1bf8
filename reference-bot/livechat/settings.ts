import { z } from 'zod'
import { isSet, milliseconds, readVariables, secret, url } from '../environment.ts'
import type { Environment } from '../environment.ts'

/** One robot behind the livechat gateway. */
export interface LivechatSettings {
  /** What the gateway was told at registration and proves itself with. */
  readonly token: string
  /** How long a blocking answer may take, in milliseconds, before the visitor is told that there is none. */
  readonly blockingMs: number
  /** The pause between two signs of life in a stream, in milliseconds. */
  readonly heartbeatMs: number
}

const Variables = z.object({
  LIVECHAT_TOKEN: secret,
  LIVECHAT_BLOCKING_MS: milliseconds.default(25_000),
  LIVECHAT_HEARTBEAT_MS: milliseconds.min(1).default(10_000),
})

/** `undefined` when LIVECHAT_TOKEN is absent: then the bot has no livechat channel. */
export function readLivechatSettings(environment: Environment): LivechatSettings | undefined {
  if (!isSet(environment, 'LIVECHAT_TOKEN')) return undefined
  const variables = readVariables(Variables, environment)
  return {
    token: variables.LIVECHAT_TOKEN,
    blockingMs: variables.LIVECHAT_BLOCKING_MS,
    heartbeatMs: variables.LIVECHAT_HEARTBEAT_MS,
  }
}

/** What the `register` command needs to know. */
export interface RegistrationSettings {
  readonly apiBase: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly token: string
  /** The bot's own public address, as the gateway reaches it. */
  readonly botUrl: string
  readonly name: string
}

const RegistrationVariables = z.object({
  LIVECHAT_API_BASE: url.default('https://api-bj.clink.cn'),
  LIVECHAT_ACCESS_KEY_ID: secret,
  LIVECHAT_ACCESS_KEY_SECRET: secret,
  LIVECHAT_TOKEN: secret.refine(
    (token) => !/^bearer\b/i.test(token),
    'must not begin with "Bearer": the gateway adds it',
  ),
  LIVECHAT_BOT_URL: url,
  LIVECHAT_BOT_NAME: z.string().default('reference bot'),
})

/** @throws ConfigError that names every variable that is missing or wrong */
export function readRegistrationSettings(environment: Environment): RegistrationSettings {
  const variables = readVariables(RegistrationVariables, environment)
  return {
    apiBase: variables.LIVECHAT_API_BASE,
    accessKeyId: variables.LIVECHAT_ACCESS_KEY_ID,
    accessKeySecret: variables.LIVECHAT_ACCESS_KEY_SECRET,
    token: variables.LIVECHAT_TOKEN,
    botUrl: variables.LIVECHAT_BOT_URL,
    name: variables.LIVECHAT_BOT_NAME,
  }
}
