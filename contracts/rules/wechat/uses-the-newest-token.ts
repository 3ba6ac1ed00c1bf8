import { formatDuration } from '../../../emulators/core/duration.ts'
import { defineRule } from '../rule.ts'
import { tokenFetches, tokenOf } from './calls.ts'

/** A call may be on its way while somebody else fetches the next token. */
const ON_ITS_WAY_MS = 1000
const MOST = 1

export const usesTheNewestToken = defineRule({
  id: 'wechat/uses-the-newest-token',
  severity: 'risky',
  title: {
    en: 'All parts of a bot use the token that was fetched last.',
    zh: '机器人的所有部分都使用最近一次获取的 access_token。',
  },
  why: {
    en: 'Each fetch at /cgi-bin/token ends the token before it, after a grace of five minutes. Two caches in one bot keep ending each other’s tokens: 40001 at random.',
    zh: '每次调用 /cgi-bin/token 都会使上一个 token 在五分钟后失效；同一机器人里有两份缓存，就会互相作废，随机出现 40001。',
  },
  mend: {
    en: 'Keep the token in one place for the whole account, shared by all processes, or fetch it at /cgi-bin/stable_token.',
    zh: '整个账号只在一处保存 token，供所有进程共享；或改用 /cgi-bin/stable_token。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/api/base/api_getaccesstoken',
  covers: ['W-32', 'WX-04', 'WX-12'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const granted = tokenFetches(wechat).filter(({ token }) => token !== undefined)
    const old = wechat.calls().flatMap((call) => {
      const token = tokenOf(call)
      const own = granted.findLast((fetch) => fetch.token === token)
      if (own === undefined) return []
      const newer = granted.find(
        (fetch) =>
          fetch.token !== token &&
          fetch.call.seq > own.call.seq &&
          (fetch.call.ended?.at ?? Infinity) < call.at - ON_ITS_WAY_MS,
      )
      return newer === undefined || hearing.wasRestarted(own.call.at, call.at) ? [] : [{ call, own, newer }]
    })
    const last = old.at(-1)
    if (last === undefined || old.length <= MOST) return
    const since = formatDuration(last.call.at - last.newer.call.at)
    yield {
      what: {
        en: `${old.length} calls came with a token that the bot itself had replaced, the last (${last.call.operation}) ${since} after the newer one was fetched from ${last.newer.call.from}.`,
        zh: `${old.length} 次调用使用了机器人自己已经替换掉的 token，最后一次（${last.call.operation}）距离新 token 获取已有 ${since}。`,
      },
      cause: last.call.seq,
      user: last.call.user,
      details: { calls: old.length },
    }
  },
})
