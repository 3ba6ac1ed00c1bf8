import { z } from 'zod'
import { sameText } from '../../crypto/same-text.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { gateway, legacy } from '../../errors/index.ts'
import { give, operation, type DingtalkOperation } from '../operation.ts'

const LEGACY = 'https://open.dingtalk.com/document/development/obtain-orgapp-token'
const INTERNAL = 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app'
const CORP = 'https://open.dingtalk.com/document/development/api-gettoken'

function isOurs({ settings }: Dingtalk, clientId: string, clientSecret: string): boolean {
  return clientId === settings.app.clientId && sameText(clientSecret, settings.app.clientSecret)
}

const issue = ({ tokens, world }: Dingtalk): { token: string; expiresIn: number } => tokens.issue(world.clock.now())

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
    run(dingtalk, { appkey, appsecret }) {
      if (appkey === '') return legacy(40035, '缺少参数 corpid or appkey')
      if (!isOurs(dingtalk, appkey, appsecret)) return legacy(40096)
      const { token, expiresIn } = issue(dingtalk)
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
    run(dingtalk, { appKey, appSecret }) {
      if (!isOurs(dingtalk, appKey, appSecret)) return gateway('invalidClientIdOrSecret')
      const { token, expiresIn } = issue(dingtalk)
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
      const { token, expiresIn } = issue(dingtalk)
      return give({ access_token: token, expires_in: expiresIn })
    },
  }),
]
