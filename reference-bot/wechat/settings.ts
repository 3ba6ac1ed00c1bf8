import { z } from 'zod'
import { isSet, milliseconds, onOff, readVariables, secret, url } from '../environment.ts'
import type { Environment } from '../environment.ts'

/** One Official Account. */
export interface WeChatSettings {
  readonly apiBase: string
  readonly appId: string
  readonly appSecret: string | undefined
  readonly token: string
  /** The keys that pushes may be encrypted with: the current one, then the previous one while a rotation lasts. */
  readonly aesKeys: readonly string[]
  /** The account is in secure mode (安全模式): a push that is not encrypted is forged. */
  readonly onlyEncrypted: boolean
  /** The account may send service messages (客服消息). An unverified account may not. */
  readonly serviceMessages: boolean
  /** `stable` shares one token among all processes; with `legacy` each new token ends the one before. */
  readonly tokenEndpoint: 'stable' | 'legacy'
  /**
   * How long an answer may take, in milliseconds, before a delivery is acknowledged without it. WeChat hangs up after 5 s:
   * stay below. A bot whose answers always take long sets 0.
   */
  readonly holdMs: number
}

const aesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, 'must be the 43 letters and digits of the EncodingAESKey')

const Variables = z.object({
  WECHAT_API_BASE: url.default('https://api.weixin.qq.com'),
  WECHAT_APP_ID: z.string(),
  WECHAT_APP_SECRET: secret.optional(),
  WECHAT_TOKEN: secret,
  WECHAT_ENCODING_AES_KEY: aesKey.optional(),
  WECHAT_PREVIOUS_ENCODING_AES_KEY: aesKey.optional(),
  WECHAT_MODE: z.enum(['plain', 'compatible', 'secure']).optional(),
  WECHAT_SERVICE_MESSAGES: onOff.default(false),
  WECHAT_TOKEN_ENDPOINT: z.enum(['stable', 'legacy']).default('stable'),
  WECHAT_HOLD_MS: milliseconds.max(4800, 'must stay below 4800: WeChat hangs up after 5000 ms').default(4000),
})

/** `undefined` when WECHAT_TOKEN is absent: then the bot has no WeChat channel. */
export function readWeChatSettings(environment: Environment): WeChatSettings | undefined {
  if (!isSet(environment, 'WECHAT_TOKEN')) return undefined
  const schema = Variables.superRefine((given, context) => {
    const missing = (name: string, why: string) => context.addIssue({ code: 'custom', path: [name], message: why })
    if (given.WECHAT_SERVICE_MESSAGES && given.WECHAT_APP_SECRET === undefined)
      missing('WECHAT_APP_SECRET', 'service messages need it')
    if (given.WECHAT_MODE === 'secure' && given.WECHAT_ENCODING_AES_KEY === undefined)
      missing('WECHAT_ENCODING_AES_KEY', 'secure mode needs it')
  })
  const variables = readVariables(schema, environment)
  const keys = [variables.WECHAT_ENCODING_AES_KEY, variables.WECHAT_PREVIOUS_ENCODING_AES_KEY]
  return {
    apiBase: variables.WECHAT_API_BASE,
    appId: variables.WECHAT_APP_ID,
    appSecret: variables.WECHAT_APP_SECRET,
    token: variables.WECHAT_TOKEN,
    aesKeys: keys.filter((key) => key !== undefined),
    onlyEncrypted: variables.WECHAT_MODE === 'secure',
    serviceMessages: variables.WECHAT_SERVICE_MESSAGES,
    tokenEndpoint: variables.WECHAT_TOKEN_ENDPOINT,
    holdMs: variables.WECHAT_HOLD_MS,
  }
}
