import { BlockList } from 'node:net'
import { queryValue, type Call } from '../../core/call.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { gateway, legacy } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import type { DingtalkOperation } from './operation.ts'

const HEADER = 'x-acs-dingtalk-access-token'

/** Token, address, permission and quotas, in this order; undefined when the call may go on. */
export function checkAccess(dingtalk: Dingtalk, call: Call, operation: DingtalkOperation): Refusal | undefined {
  if (operation.auth === 'none') return undefined
  return operation.style === 'legacy'
    ? (checkLegacyToken(dingtalk, call) ?? checkQuotas(dingtalk, operation))
    : (checkGatewayToken(dingtalk, call) ??
        checkAddress(dingtalk, call) ??
        checkScope(dingtalk, call, operation) ??
        checkQuotas(dingtalk, operation))
}

function checkGatewayToken(dingtalk: Dingtalk, call: Call): Refusal | undefined {
  const sent = call.headers[HEADER]
  const cause = call.entry.seq
  if (typeof sent !== 'string' || sent === '') {
    const elsewhere =
      call.headers.authorization !== undefined
        ? 'Authorization'
        : queryValue(call, 'access_token') !== undefined
          ? '?access_token='
          : undefined
    if (elsewhere !== undefined)
      remark(
        dingtalk,
        'token-in-the-wrong-place',
        {
          en: `${call.path} was called with a token in ${elsewhere}; nobody reads it there.`,
          zh: `调用 ${call.path} 时凭证放在了 ${elsewhere}，此处不会被读取。`,
        },
        { cause },
      )
    return gateway('AuthenticationFailed.MissingParameter')
  }
  const state = dingtalk.tokens.look(sent, dingtalk.world.clock.now())
  if (state === 'valid') return undefined
  if (state === 'expired') noteExpired(dingtalk, call, sent)
  return gateway('InvalidAuthentication')
}

function checkLegacyToken(dingtalk: Dingtalk, call: Call): Refusal | undefined {
  const sent = queryValue(call, 'access_token') ?? ''
  if (sent === '') remarkHeader(dingtalk, call)
  if (sent === '') return wrapped('40000', '不合法的access_token')
  const state = dingtalk.tokens.look(sent, dingtalk.world.clock.now())
  if (state === 'valid') return undefined
  if (state === 'expired') noteExpired(dingtalk, call, sent)
  return wrapped('40014', '不合法的access_token')
}

/** The two hosts take tokens in different places; which is easily mixed up. */
function remarkHeader(dingtalk: Dingtalk, call: Call): void {
  const used = [HEADER, 'authorization'].find((name) => call.headers[name] !== undefined)
  if (used === undefined) return
  remark(
    dingtalk,
    'token-in-the-wrong-place',
    {
      en: `${call.path} was called with a token in the header ${used}; oapi.dingtalk.com reads ?access_token= alone.`,
      zh: `调用 ${call.path} 时凭证放在了请求头 ${used}；oapi.dingtalk.com 只读取 ?access_token=。`,
    },
    { cause: call.entry.seq },
  )
}

function wrapped(code: string, message: string): Refusal {
  return { ...legacy(88, `ding talk error[subcode=${code},submsg=${message}]`), sub: { code, message } }
}

/** Once may be chance: the bot learns that its token is over. Using it again after that is a cache that never forgets. */
function noteExpired(dingtalk: Dingtalk, call: Call, token: string): void {
  const uses = dingtalk.tokens.noteExpiredUse(token)
  if (uses !== 3) return
  remark(
    dingtalk,
    'expired-token-kept',
    {
      en: `The bot has used an access token ${uses} times after it had expired and been refused.`,
      zh: `访问凭证已过期并被拒绝，机器人仍使用了 ${uses} 次。`,
    },
    { cause: call.entry.seq },
  )
}

function checkAddress({ settings }: Dingtalk, call: Call): Refusal | undefined {
  const { ipAllow } = settings.app
  return ipAllow.length === 0 || isAllowed(call.from, ipAllow)
    ? undefined
    : gateway('Forbidden.AccessDenied.IpNotInWhiteList')
}

/** Whether an address stands on a list of IPv4 addresses and CIDR ranges. */
export function isAllowed(address: string, list: readonly string[]): boolean {
  const allowed = new BlockList()
  for (const entry of list) {
    const [net = '', bits] = entry.split('/')
    if (bits === undefined) allowed.addAddress(net)
    else allowed.addSubnet(net, Number(bits))
  }
  return allowed.check(plainAddress(address))
}

/** An IPv4 address without its IPv6 disguise. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')

function checkScope(dingtalk: Dingtalk, call: Call, { scope }: DingtalkOperation): Refusal | undefined {
  const { scopes } = dingtalk.settings.app
  if (scope === undefined || scopes === 'all' || scopes.includes(scope)) return undefined
  remark(
    dingtalk,
    'scope-missing',
    {
      en: `${call.path} needs the permission ${scope}, which the app does not have.`,
      zh: `调用 ${call.path} 需要权限 ${scope}，该应用没有。`,
    },
    { cause: call.entry.seq },
  )
  return gateway('Forbidden.AccessDenied.AccessTokenPermissionDenied', undefined, { requiredScopes: [scope] })
}

/** What each host says when a quota is used up. */
const OVER = {
  gateway: {
    qps: () => gateway('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'),
    qpm: () => gateway('Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'),
    monthly: () => gateway('Forbidden.AccessDenied.ApiCountLimitForOrg'),
  },
  legacy: { qps: () => legacy(90018), qpm: () => legacy(90018), monthly: () => legacy(90020) },
} as const

function checkQuotas({ settings, world, rate, used }: Dingtalk, { id, style }: DingtalkOperation): Refusal | undefined {
  const { qps, qpm, monthly } = settings.limits
  const now = world.clock.now()
  if (!rate.spend(`qps/${id}`, qps, 1000, now)) return OVER[style].qps()
  if (!rate.spend(`qpm/${id}`, qpm, 60_000, now)) return OVER[style].qpm()
  used.calls += 1
  return monthly > 0 && used.calls > monthly ? OVER[style].monthly() : undefined
}
