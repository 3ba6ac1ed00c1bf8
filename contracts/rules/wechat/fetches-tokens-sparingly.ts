import { formatDuration } from '../../../emulators/core/duration.ts'
import { defineRule } from '../rule.ts'
import { tokenFetches, tokenOf } from './calls.ts'

/** Each process of a bot may fetch one of its own when it starts. */
const MOST_NEEDLESS = 2
/** Before a token's end it is right to fetch the next one. */
const MARGIN_MS = 10 * 60_000

export const fetchesTokensSparingly = defineRule({
  id: 'wechat/fetches-tokens-sparingly',
  severity: 'risky',
  title: { en: 'A token is used until shortly before its end.', zh: 'access_token 要用到临近过期。' },
  why: {
    en: 'A token lives two hours and a day has 2000 fetches: one fetch for each message uses them up by noon, and at /cgi-bin/token each ends the one before.',
    zh: 'access_token 有效期两小时，每天最多获取 2000 次；每条消息都获取很快就会用完，而且 /cgi-bin/token 每次都会使上一个失效。',
  },
  mend: {
    en: 'Keep the token with its expires_in, share it among all callers, and fetch the next one five minutes before its end.',
    zh: '缓存 token 及 expires_in，全局共享，过期前五分钟再刷新。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
  covers: ['W-32', 'W-33', 'WX-12'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const granted = tokenFetches(wechat).filter(({ token }) => token !== undefined)
    const calls = wechat.calls()
    const needless = granted.filter((fetch, at) => {
      const before = granted[at - 1]
      if (before === undefined || hearing.wasRestarted(before.call.at, fetch.call.at)) return false
      const isFresh = fetch.call.at - before.call.at < before.lifeMs - MARGIN_MS
      const wasRefused = calls.some(
        (call) =>
          call.seq > before.call.seq &&
          call.seq < fetch.call.seq &&
          call.ended?.ok === false &&
          tokenOf(call) === before.token,
      )
      return isFresh && !wasRefused
    })
    const last = needless.at(-1)
    if (needless.length <= MOST_NEEDLESS || last === undefined) return
    const first = granted[0]!
    const span = formatDuration(last.call.at - first.call.at)
    yield {
      what: {
        en: `${needless.length + 1} tokens were fetched within ${span}, though none of them had run out or been refused.`,
        zh: `${span} 内获取了 ${needless.length + 1} 次 token，而它们都没有过期，也没有被拒绝。`,
      },
      cause: last.call.seq,
      details: { fetches: needless.length + 1 },
    }
  },
})
