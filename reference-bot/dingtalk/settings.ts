import { z } from 'zod'
import { isSet, milliseconds, onOff, readVariables, secret, url } from '../environment.ts'
import type { Environment } from '../environment.ts'

/** One app with a robot, and with an AI assistant if it has one. */
export interface DingTalkSettings {
  /** The OpenAPI (`/v1.0/...`). */
  readonly apiBase: string
  /** The legacy API, where session webhooks live. */
  readonly oapiBase: string
  readonly clientId: string
  readonly clientSecret: string
  readonly robotCode: string
  /** Messages of another organisation's robot are refused. */
  readonly corpId: string | undefined
  readonly stream: boolean
  readonly http: boolean
  readonly cards: CardSettings | undefined
  /** The pause before a refused call, or a connection, is tried again, in milliseconds; later pauses grow from it. */
  readonly retryMs: number
  /** A connection that leaves a ping unanswered for so long is dead, in milliseconds. */
  readonly heartbeatMs: number
}

/** The AI card that long answers are written on. */
export interface CardSettings {
  readonly templateId: string
  /** The template's variable that holds the text. */
  readonly key: string
  /** The least time between two updates of a card, in milliseconds. DingTalk allows few calls per second for the whole app. */
  readonly paceMs: number
}

/** The public template with one Markdown variable that DingTalk's own SDK for Python ships. */
const MARKDOWN_TEMPLATE = 'd28e2ac5-fb34-4d93-94bc-cf5c580c2d4f.schema'

const Variables = z.object({
  DINGTALK_API_BASE: url.default('https://api.dingtalk.com'),
  DINGTALK_OAPI_BASE: url.default('https://oapi.dingtalk.com'),
  DINGTALK_CLIENT_ID: secret,
  DINGTALK_CLIENT_SECRET: secret,
  DINGTALK_ROBOT_CODE: z.string().optional(),
  DINGTALK_CORP_ID: z.string().optional(),
  DINGTALK_TRANSPORT: z.enum(['stream', 'http', 'both'], 'must be "stream", "http" or "both"').default('stream'),
  DINGTALK_CARDS: onOff.default(true),
  DINGTALK_CARD_TEMPLATE_ID: z.string().default(MARKDOWN_TEMPLATE),
  DINGTALK_CARD_KEY: z.string().default('content'),
  DINGTALK_CARD_PACE_MS: milliseconds.default(400),
  DINGTALK_RETRY_MS: milliseconds.default(500),
  DINGTALK_HEARTBEAT_MS: milliseconds.default(8000),
})

/** `undefined` when DINGTALK_CLIENT_ID is absent: then the bot has no DingTalk channel. */
export function readDingTalkSettings(environment: Environment): DingTalkSettings | undefined {
  if (!isSet(environment, 'DINGTALK_CLIENT_ID')) return undefined
  const variables = readVariables(Variables, environment)
  const cards = {
    templateId: variables.DINGTALK_CARD_TEMPLATE_ID,
    key: variables.DINGTALK_CARD_KEY,
    paceMs: variables.DINGTALK_CARD_PACE_MS,
  }
  return {
    apiBase: variables.DINGTALK_API_BASE,
    oapiBase: variables.DINGTALK_OAPI_BASE,
    clientId: variables.DINGTALK_CLIENT_ID,
    clientSecret: variables.DINGTALK_CLIENT_SECRET,
    // For an app's own robot the two are the same.
    robotCode: variables.DINGTALK_ROBOT_CODE ?? variables.DINGTALK_CLIENT_ID,
    corpId: variables.DINGTALK_CORP_ID,
    stream: variables.DINGTALK_TRANSPORT !== 'http',
    http: variables.DINGTALK_TRANSPORT !== 'stream',
    cards: variables.DINGTALK_CARDS ? cards : undefined,
    retryMs: variables.DINGTALK_RETRY_MS,
    heartbeatMs: variables.DINGTALK_HEARTBEAT_MS,
  }
}
