import { defineRule } from '../rule.ts'
import { tokenFetches, tokenOf } from './calls.ts'

const AT_ONCE_MS = 1000
/** Each process of a bot may fetch one when it starts. */
const MOST = 2

export const fetchesOneTokenAtATime = defineRule({
  id: 'wechat/fetches-one-token-at-a-time',
  severity: 'risky',
  title: {
    en: 'When a token is missing, one request fetches it for all who wait.',
    zh: '缺少 access_token 时，只由一个请求去获取，其余等待。',
  },
  why: {
    en: 'When a token runs out under load every answer that is due notices at once. At /cgi-bin/token all their fetches but the last give tokens that are already replaced, and each counts against the 2000 of the day.',
    zh: '高并发时 token 过期，所有请求会同时发现。在 /cgi-bin/token，除最后一次外，拿到的都是已被替换的 token，而且每次都计入每天 2000 次的额度。',
  },
  mend: {
    en: 'Let callers that come while a fetch is under way wait for its result, and look again after the lock; share the lock among processes.',
    zh: '刷新进行中时，后来的调用等待同一结果；拿到锁后再检查一次；多进程共用一把锁。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
  covers: ['W-32', 'W-33', 'WX-12'],
  implies: ['wechat/fetches-tokens-sparingly', 'wechat/token-storm'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const granted = tokenFetches(wechat).filter(({ token }) => token !== undefined)
    // What was refused and asked for again is a storm of another kind.
    const refused = wechat.calls().filter((call) => call.ended?.ok === false && tokenOf(call) !== undefined)
    for (const [at, { call }] of granted.entries()) {
      const together = granted.slice(at).filter((other) => other.call.at - call.at < AT_ONCE_MS)
      const until = together.at(-1)?.call.seq ?? call.seq
      if (refused.some(({ seq }) => seq > call.seq && seq < until)) continue
      if (together.length <= MOST || hearing.wasRestarted(call.at, call.at + AT_ONCE_MS)) continue
      const span = Math.round((together.at(-1)?.call.at ?? call.at) - call.at)
      yield {
        what: {
          en: `${together.length} requests for a token came within ${span} ms; one would have done for all.`,
          zh: `${span} 毫秒内发出了 ${together.length} 次获取 token 的请求，其实一次就够。`,
        },
        cause: until,
        details: { requests: together.length, withinMs: span },
      }
      return
    }
  },
})
