import { z } from 'zod'
import { isSet, onOff, readVariables, secret, url, words } from '../environment.ts'
import type { Environment } from '../environment.ts'

/** One app, and the user in it that is this bot. */
export interface RongCloudSettings {
  /** The data centre's host, then its backup. */
  readonly apiBases: readonly string[]
  readonly appKey: string
  readonly appSecret: string
  readonly botUserId: string
  /** The agent that suggests replies; without one the bot's own answer source is asked. */
  readonly agentId: string | undefined
  /** Serves suggestions to the app's own clients. It asks for no credentials: put it behind the app's own login. */
  readonly serveSuggestions: boolean
  /** Messages that hold one of these are not let through by the pre-send callback. */
  readonly blockedWords: readonly string[]
}

const Variables = z.object({
  RONGCLOUD_API_BASE: url.default('https://api.rong-api.com'),
  RONGCLOUD_BACKUP_API_BASE: url.optional(),
  RONGCLOUD_APP_KEY: secret,
  RONGCLOUD_APP_SECRET: secret,
  RONGCLOUD_BOT_USER_ID: z.string().max(64),
  RONGCLOUD_AGENT_ID: z.string().min(3).max(64).optional(),
  RONGCLOUD_SERVE_SUGGESTIONS: onOff.default(false),
  RONGCLOUD_BLOCKED_WORDS: words.default([]),
})

/** `undefined` when RONGCLOUD_APP_KEY is absent: then the bot has no RongCloud channel. */
export function readRongCloudSettings(environment: Environment): RongCloudSettings | undefined {
  if (!isSet(environment, 'RONGCLOUD_APP_KEY')) return undefined
  const variables = readVariables(Variables, environment)
  const bases = [variables.RONGCLOUD_API_BASE, variables.RONGCLOUD_BACKUP_API_BASE]
  return {
    apiBases: bases.filter((base) => base !== undefined),
    appKey: variables.RONGCLOUD_APP_KEY,
    appSecret: variables.RONGCLOUD_APP_SECRET,
    botUserId: variables.RONGCLOUD_BOT_USER_ID,
    agentId: variables.RONGCLOUD_AGENT_ID,
    serveSuggestions: variables.RONGCLOUD_SERVE_SUGGESTIONS,
    blockedWords: variables.RONGCLOUD_BLOCKED_WORDS,
  }
}
