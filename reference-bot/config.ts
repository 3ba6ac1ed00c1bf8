import { z } from 'zod'
import { readAnswerSettings } from './answers/settings.ts'
import type { AnswerSettings } from './answers/settings.ts'
import { readDingTalkSettings } from './dingtalk/settings.ts'
import type { DingTalkSettings } from './dingtalk/settings.ts'
import { readLivechatSettings } from './livechat/settings.ts'
import type { LivechatSettings } from './livechat/settings.ts'
import { readRongCloudSettings } from './rongcloud/settings.ts'
import type { RongCloudSettings } from './rongcloud/settings.ts'
import { readWeChatSettings } from './wechat/settings.ts'
import type { WeChatSettings } from './wechat/settings.ts'
import { port, readVariables } from './environment.ts'
import type { Environment } from './environment.ts'

/** Everything the bot is told from outside. A channel that is not configured is `undefined` and its code is never loaded. */
export interface Config {
  readonly listen: { readonly host: string; readonly port: number }
  readonly answers: AnswerSettings
  /** Where messages that are accepted and not yet answered survive a restart. */
  readonly stateDir: string | undefined
  readonly wechat: WeChatSettings | undefined
  readonly livechat: LivechatSettings | undefined
  readonly dingtalk: DingTalkSettings | undefined
  readonly rongcloud: RongCloudSettings | undefined
}

const Basics = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8000),
  BOT_STATE_DIR: z.string().optional(),
})

/**
 * Reads the whole configuration.
 *
 * @throws ConfigError that names every variable that is missing or wrong
 */
export function readConfig(environment: Environment): Config {
  const basics = readVariables(Basics, environment)
  return {
    listen: { host: basics.HOST, port: basics.PORT },
    answers: readAnswerSettings(environment),
    stateDir: basics.BOT_STATE_DIR,
    wechat: readWeChatSettings(environment),
    livechat: readLivechatSettings(environment),
    dingtalk: readDingTalkSettings(environment),
    rongcloud: readRongCloudSettings(environment),
  }
}
