import { defineRule } from '../rule.ts'
import { refusalOf, tokenFetches } from './calls.ts'

const WITHIN_MS = 60_000
const MOST = 4

export const stopsAt40164 = defineRule({
  id: 'wechat/stops-at-40164',
  severity: 'risky',
  title: {
    en: 'A bot whose address is not in the whitelist does not go on asking.',
    zh: 'IP 不在白名单时不反复请求。',
  },
  why: {
    en: 'Only the owner of the account can let an address in. Repeating cannot help, and the refused requests count against the day’s quota.',
    zh: '只有公众号管理员能把 IP 加入白名单；重试没有用，被拒绝的请求也会占用当天额度。',
  },
  mend: {
    en: 'Add the address in the text of the error to the IP whitelist, or leave through a fixed one; until then ask once a minute at most and tell your operators.',
    zh: '把错误信息中的 IP 加入白名单，或使用固定出口；在此之前每分钟最多请求一次，并通知运维。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
  covers: ['W-36', 'WX-09'],
  *check(hearing) {
    const refused = tokenFetches(hearing.of('wechat')).filter(({ call }) => Number(call.ended?.code) === 40164)
    for (const [at, { call }] of refused.entries()) {
      const later = refused.slice(at).filter((other) => other.call.at - call.at < WITHIN_MS)
      if (later.length <= MOST) continue
      yield {
        what: {
          en: `${later.length} token requests within a minute were refused with ${refusalOf(call)}; the bot's address is ${call.from}.`,
          zh: `一分钟内 ${later.length} 次获取 token 都被拒绝：${refusalOf(call)}；机器人的地址是 ${call.from}。`,
        },
        cause: call.seq,
        details: { requests: later.length },
      }
      return
    }
  },
})
