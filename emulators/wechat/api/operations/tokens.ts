import { BlockList, isIPv6 } from 'node:net'
import { z } from 'zod'
import { queryValue, type Call } from '../../../core/call.ts'
import type { Grant } from '../../account/tokens.ts'
import { sameSignature } from '../../crypto/signature.ts'
import type { Wechat } from '../../wechat.ts'
import { operation, type Success, type WechatOperation } from '../dialect.ts'
import { refuse, type ApiError } from '../errors.ts'
import { watchTokenRequests } from '../token-storm.ts'

interface Credentials {
  readonly appid?: string | undefined
  readonly secret?: string | undefined
  readonly grant_type?: string | undefined
}

const granted = ({ token, expiresIn }: Grant): Success => ({ json: { access_token: token, expires_in: expiresIn } })

/** The appid is looked at first, even when grant_type is missing. */
function checkCredentials(wechat: Wechat, call: Call, given: Credentials): ApiError | undefined {
  const { account } = wechat.settings
  watchTokenRequests(wechat, call)
  if (!given.appid) return refuse(41002)
  if (given.appid !== account.appid) return refuse(40013, `${given.appid} is not ${account.appid}`)
  if (given.grant_type !== 'client_credential') return refuse(40002, `grant_type is ${given.grant_type ?? 'missing'}`)
  if (!given.secret) return refuse(41004)
  if (account.secretFrozen) return refuse(40243)
  if (!sameSignature(account.secret, given.secret)) return refuse(40125)
  return checkAddress(call, account.ipWhitelist)
}

function checkAddress(call: Call, whitelist: readonly string[]): ApiError | undefined {
  if (whitelist.length === 0) return undefined
  const address = plainAddress(call.from)
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const allowed = new BlockList()
  for (const entry of whitelist) {
    const [net = '', bits] = entry.split('/')
    const kind = isIPv6(net) ? 'ipv6' : 'ipv4'
    if (bits === undefined) allowed.addAddress(net, kind)
    else allowed.addSubnet(net, Number(bits), kind)
  }
  if (allowed.check(address, family)) return undefined
  const ipv6 = family === 'ipv6' ? address : `::ffff:${address}`
  return {
    errcode: 40164,
    says: `invalid ip ${address} ipv6 ${ipv6}, not in whitelist`,
    why: 'repeating the call cannot help; the owner has to add the address to the IP whitelist',
  }
}

const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')

const clientOf = (call: Call): string => `${plainAddress(call.from)} (${call.headers['user-agent'] ?? 'no User-Agent'})`

const StableTokenRequest = z.object({
  grant_type: z.string().optional(),
  appid: z.string().optional(),
  secret: z.string().optional(),
  force_refresh: z.boolean().default(false),
})

export const tokenOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.token',
    verb: 'GET',
    path: '/cgi-bin/token',
    summary: 'Issues a new access token; the one before lives for another five minutes.',
    query: z.object({ grant_type: z.literal('client_credential'), appid: z.string(), secret: z.string() }),
    rows: ['W-32', 'W-35', 'W-36', 'W-58'],
    source: 'https://developers.weixin.qq.com/doc/subscription/api/base/api_getaccesstoken',
    certainty: 'official',
    errors: [40002, 40013, 40125, 40164, 40243, 41002, 41004, 45009],
    authorised: false,
    daily: { usual: 2000, test: 200 },
    decide(wechat, { call }) {
      const refused = checkCredentials(wechat, call, {
        appid: queryValue(call, 'appid'),
        secret: queryValue(call, 'secret'),
        grant_type: queryValue(call, 'grant_type'),
      })
      return refused ?? (() => granted(wechat.tokens.issue(clientOf(call), wechat.world.clock.now())))
    },
  }),
  operation({
    id: 'wechat.stable_token',
    verb: 'POST',
    path: '/cgi-bin/stable_token',
    summary: 'Gives the same access token to all who ask, until its last five minutes.',
    body: StableTokenRequest,
    rows: ['W-33', 'W-35', 'W-36'],
    source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
    certainty: 'official',
    errors: [40002, 40013, 40125, 40164, 40243, 41002, 41004, 43002, 44002, 45009, 45011, 47001],
    authorised: false,
    daily: { usual: 500_000 },
    perMinute: 10_000,
    decide(wechat, { call, body }) {
      return (
        checkCredentials(wechat, call, body) ??
        (() => {
          const grant = wechat.tokens.stable(clientOf(call), body.force_refresh, wechat.world.clock.now())
          return grant === 'limit' ? refuse(45009, 'twenty forced refreshes a day') : granted(grant)
        })
      )
    },
  }),
]
