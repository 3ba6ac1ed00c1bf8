import { z } from 'zod'
import type { Call } from '../../../core/call.ts'
import { sameText } from '../../crypto/same-text.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { gateway, legacy } from '../../errors/index.ts'
import { remark } from '../../remarks/index.ts'
import { give, operation, type DingtalkOperation } from '../operation.ts'

const LEGACY = 'https://open.dingtalk.com/document/development/obtain-orgapp-token'
const INTERNAL = 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app'
const CORP = 'https://open.dingtalk.com/document/development/api-gettoken'

function isOurs({ settings }: Dingtalk, clientId: string, clientSecret: string): boolean {
  return clientId === settings.app.clientId && sameText(clientSecret, settings.app.clientSecret)
}

/** A token with more than this left need not be asked for again (ms). */
const PLENTY_MS = 600_000
/** A bot that starts anew asks again; more of that than this within an hour is no bot that starts. */
const MOST_NEEDLESS = 20
const HOUR_MS = 3_600_000

function issue(dingtalk: Dingtalk, call: Call): { readonly token: string; readonly expiresIn: number } {
  const { tokens, world, rate } = dingtalk
  const now = world.clock.now()
  const issued = tokens.issue(now)
  if (issued.leftMs > PLENTY_MS && !rate.spend('tokens/needless', MOST_NEEDLESS, HOUR_MS, now))
    remark(
      dingtalk,
      'token-not-kept',
      {
        en: `Within an hour the bot has asked more than ${MOST_NEEDLESS} times for an access token while the one it had was good.`,
        zh: `一小时内，机器人在已有凭证仍有效时又获取了 ${MOST_NEEDLESS} 次以上。`,
      },
      { cause: call.entry.seq },
    )
  return issued
}

export const tokenOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'gettoken',
    method: 'GET',
    path: '/gettoken',
    summary: 'Gives the access token of the app, the old way.',
    style: 'legacy',
    auth: 'none',
    reads: 'query',
    input: z.object({ appkey: z.string().default(''), appsecret: z.string().default('') }),
    rows: ['D-25', 'D-26', 'D-29'],
    source: LEGACY,
    certainty: 'official',
    errors: [40035, 40096],
    run(dingtalk, { appkey, appsecret }, call) {
      if (appkey === '') return legacy(40035, '缺少参数 corpid or appkey')
      if (!isOurs(dingtalk, appkey, appsecret)) return legacy(40096)
      const { token, expiresIn } = issue(dingtalk, call)
      return give({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: expiresIn })
    },
  }),
  operation({
    id: 'oauth2.accessToken',
    method: 'POST',
    path: '/v1.0/oauth2/accessToken',
    summary: 'Gives the access token of the app.',
    style: 'gateway',
    auth: 'none',
    reads: 'json',
    input: z.object({ appKey: z.string(), appSecret: z.string() }),
    rows: ['D-27', 'D-29'],
    source: INTERNAL,
    certainty: 'official',
    errors: ['invalidClientIdOrSecret'],
    run(dingtalk, { appKey, appSecret }, call) {
      if (!isOurs(dingtalk, appKey, appSecret)) return gateway('invalidClientIdOrSecret')
      const { token, expiresIn } = issue(dingtalk, call)
      return give({ accessToken: token, expireIn: expiresIn })
    },
  }),
  operation({
    id: 'oauth2.corp.token',
    method: 'POST',
    path: '/v1.0/oauth2/:corpId/token',
    summary: 'Gives the access token of the app for an organisation, in the words of OAuth 2.',
    style: 'gateway',
    auth: 'none',
    reads: 'json',
    input: z.object({ client_id: z.string(), client_secret: z.string(), grant_type: z.string() }),
    rows: ['D-28', 'D-29'],
    source: CORP,
    certainty: 'official',
    errors: ['unknownError'],
    run(dingtalk, { client_id, client_secret, grant_type }, call) {
      const isRight = call.params['corpId'] === dingtalk.settings.corpId && grant_type === 'client_credentials'
      if (!isRight || !isOurs(dingtalk, client_id, client_secret)) return gateway('unknownError')
      const { token, expiresIn } = issue(dingtalk, call)
      return give({ access_token: token, expires_in: expiresIn })
    },
  }),
]
