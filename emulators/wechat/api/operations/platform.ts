import { z } from 'zod'
import { queryValue } from '../../../core/call.ts'
import { sameSignature } from '../../crypto/signature.ts'
import type { Wechat } from '../../wechat.ts'
import { dailyLimit, OK, operation, type WechatOperation } from '../dialect.ts'
import { refuse, type ApiError } from '../errors.ts'

const CheckRequest = z.object({ action: z.string().optional(), check_operator: z.string().default('DEFAULT') })
const OPERATORS: readonly string[] = ['CHINANET', 'UNICOM', 'CAP', 'DEFAULT']
const HERE = '127.0.0.1'

/** Answers with the loopback: everything is on this machine. */
const addressList = (id: string, path: string, summary: string): WechatOperation =>
  operation({
    id,
    verb: 'GET',
    path,
    summary,
    rows: ['W-50'],
    source: 'https://developers.weixin.qq.com/doc/service/en/api/base/api_getcallbackip.html',
    certainty: 'official',
    decide: () => () => ({ json: { ip_list: [HERE] } }),
  })

const SEVEN_DAYS_MS = 7 * 86_400_000

function clearQuotas(wechat: Wechat): typeof OK | ApiError {
  if (!wechat.quotas.allowClearing(wechat.world.clock.now())) return refuse(48006)
  wechat.quotas.clear()
  return OK
}

/** The operations about the platform itself. `all` are the operations whose quotas can be asked for. */
export function platformOperations(all: readonly WechatOperation[]): readonly WechatOperation[] {
  return [
    operation({
      id: 'wechat.callback.check',
      verb: 'POST',
      path: '/cgi-bin/callback/check',
      summary: 'Looks whether the callback URL can be reached.',
      body: CheckRequest,
      rows: ['W-50'],
      source: 'https://developers.weixin.qq.com/doc/service/Basic_Information/Network_Detection.html',
      certainty: 'official',
      errors: [40201, 40202, 40203],
      decide(wechat, { body }) {
        const { action = '', check_operator: operator } = body
        if (!wechat.world.hasWebhook('wechat')) return refuse(40201)
        if (!['dns', 'ping', 'all'].includes(action)) return refuse(40202, `action is ${action}`)
        if (!OPERATORS.includes(operator)) return refuse(40203, `check_operator is ${operator}`)
        const dns = [{ ip: HERE, real_operator: operator }]
        const ping = [{ ip: HERE, from_operator: operator, package_loss: '0%', time: '0.1ms' }]
        return () => ({ json: { ...(action === 'ping' ? {} : { dns }), ...(action === 'dns' ? {} : { ping }) } })
      },
    }),
    addressList('wechat.getcallbackip', '/cgi-bin/getcallbackip', 'Tells from which addresses pushes come.'),
    addressList('wechat.get_api_domain_ip', '/cgi-bin/get_api_domain_ip', 'Tells the addresses of the API.'),
    operation({
      id: 'wechat.clear_quota',
      verb: 'POST',
      path: '/cgi-bin/clear_quota',
      summary: 'Sets the calls of the day back to zero, ten times a month.',
      body: z.object({ appid: z.string().optional() }),
      rows: ['W-51'],
      source: 'https://developers.weixin.qq.com/doc/oplatform/openApi/openapi/api_clearquota.md',
      certainty: 'official',
      errors: [40013, 48006],
      decide: (wechat, { body }) =>
        body.appid === wechat.settings.account.appid ? () => clearQuotas(wechat) : refuse(40013),
    }),
    operation({
      id: 'wechat.clear_quota.v2',
      verb: 'POST',
      path: '/cgi-bin/clear_quota/v2',
      summary: 'The same with the AppSecret instead of a token.',
      body: z.object({ appid: z.string().optional(), appsecret: z.string().optional() }),
      rows: ['W-51'],
      source: 'https://developers.weixin.qq.com/doc/store/API/apimgnt/clearQuotaByAppSecret.html',
      certainty: 'official',
      errors: [40013, 40125, 41002, 41004, 48006],
      authorised: false,
      decide(wechat, { body, call }) {
        const { account } = wechat.settings
        const appid = body.appid ?? queryValue(call, 'appid')
        const secret = body.appsecret ?? queryValue(call, 'appsecret')
        if (!appid) return refuse(41002)
        if (appid !== account.appid) return refuse(40013)
        if (!secret) return refuse(41004)
        return sameSignature(account.secret, secret) ? () => clearQuotas(wechat) : refuse(40125)
      },
    }),
    operation({
      id: 'wechat.openapi.quota.get',
      verb: 'POST',
      path: '/cgi-bin/openapi/quota/get',
      summary: 'Tells how many calls of an operation are left today.',
      body: z.object({ cgi_path: z.string().optional() }),
      rows: ['W-51'],
      source: 'https://developers.weixin.qq.com/doc/channels/api/basic/api_getapiquota.md',
      certainty: 'official',
      errors: [76021],
      decide(wechat, { body }) {
        const known = all.find(({ path }) => path === body.cgi_path)
        if (known === undefined) return refuse(76021, `cgi_path is ${body.cgi_path ?? 'missing'}`)
        return () => {
          const limit = dailyLimit(wechat, known)
          const used = wechat.quotas.used(known.id, wechat.world.clock.now())
          return {
            json: { errcode: 0, errmsg: 'ok', quota: { daily_limit: limit, used, remain: Math.max(0, limit - used) } },
          }
        }
      },
    }),
    operation({
      id: 'wechat.openapi.rid.get',
      verb: 'POST',
      path: '/cgi-bin/openapi/rid/get',
      summary: 'Tells what a request with a rid asked and was answered.',
      body: z.object({ rid: z.string().optional() }),
      rows: ['W-51'],
      source: 'https://developers.weixin.qq.com/doc/service/api/apimanage/api_getridinfo',
      certainty: 'official',
      errors: [76001, 76002],
      decide(wechat, { body }) {
        if (!/^[0-9a-f]{8}(?:-[0-9a-f]{8}){2}$/.test(body.rid ?? ''))
          return refuse(76002, `rid is ${body.rid ?? 'missing'}`)
        const found = wechat.requests.find(body.rid ?? '')
        if (found === undefined || wechat.world.clock.now() - found.at > SEVEN_DAYS_MS) return refuse(76001)
        const { call } = found
        return () => ({
          json: {
            errcode: 0,
            errmsg: 'ok',
            request: {
              invoke_time: Math.floor(call.at / 1000),
              cost_in_ms: (call.ended?.at ?? call.at) - call.at,
              request_url: call.url.split('?')[1] ?? '',
              request_body: call.input === undefined ? '' : JSON.stringify(call.input),
              response_body: JSON.stringify(call.ended?.output ?? {}),
              client_ip: call.from,
            },
          },
        })
      },
    }),
  ]
}
