import { defineRule, type Rule } from '../rule.ts'
import { refusalOf, tokenFetches, tokenOf } from './calls.ts'
import { canBeToken } from './calls-with-a-token.ts'

/** A rule for one way in which an access token ends: the bot has to notice and fetch another. */
function renewsToken(codes: readonly number[], rule: Omit<Rule, 'check' | 'source'>): Rule {
  return defineRule({
    ...rule,
    source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
    *check(hearing) {
      const wechat = hearing.of('wechat')
      const calls = wechat.calls()
      const fetches = tokenFetches(wechat)
      const told = new Set<string>()
      for (const call of calls) {
        const token = tokenOf(call)
        if (!codes.includes(Number(call.ended?.code)) || token === undefined || told.has(token)) continue
        // Told by wechat/calls-with-a-token.
        if (!canBeToken(token)) continue
        told.add(token)
        const later = calls.filter((other) => other.seq > call.seq)
        // Somebody else in the bot may have fetched the next one while this call was under way.
        const newest = fetches.findLast((fetch) => fetch.call.seq < call.seq && fetch.token !== undefined)
        const isRenewed =
          (newest !== undefined && newest.token !== token) ||
          fetches.some((fetch) => fetch.call.seq > call.seq) ||
          later.some((other) => tokenOf(other) !== undefined && tokenOf(other) !== token)
        if (isRenewed || hearing.wasRestarted(call.at, hearing.endedAt)) continue
        const again = later.filter((other) => tokenOf(other) === token).length
        yield {
          what: {
            en: `${call.operation} was refused: ${refusalOf(call)}. No other token was fetched${again === 0 ? '' : `, and ${again} more calls came with the same one`}.`,
            zh: `${call.operation} 被拒绝：${refusalOf(call)}。之后没有获取新的 token${again === 0 ? '' : `，又用旧 token 调用了 ${again} 次`}。`,
          },
          cause: call.seq,
          user: call.user,
          details: { again },
        }
      }
    },
  })
}

const mend = {
  en: 'Treat 40001, 40014 and 42001 alike: drop the token, fetch one for all callers at a time, and repeat the call once.',
  zh: '40001、40014、42001 一视同仁：丢弃旧 token，同一时刻只刷新一次，然后重试一次。',
}

export const renewsSupersededTokens = renewsToken([40001, 40014], {
  id: 'wechat/renews-superseded-tokens',
  severity: 'broken',
  title: {
    en: 'A token that another program has replaced is fetched anew.',
    zh: '被其他程序刷新而失效的 access_token 要重新获取。',
  },
  why: {
    en: 'Each fetch at /cgi-bin/token ends the token before it, so a colleague’s script or a second instance can make yours void at any time.',
    zh: '每次调用 /cgi-bin/token 都会使之前的 token 失效；同事的脚本或另一个实例随时可能让你的 token 作废。',
  },
  mend,
  covers: ['W-32', 'W-33', 'WX-04'],
})

export const renewsExpiredTokens = renewsToken([42001], {
  id: 'wechat/renews-expired-tokens',
  // Where time has jumped: a bot that goes by its own clock may well be in time for its tokens elsewhere.
  severity: 'risky',
  title: {
    en: 'A token that has run out is fetched anew.',
    zh: '过期的 access_token 要重新获取。',
  },
  why: {
    en: 'A token lives two hours. A bot that keeps it longer is silent from then on. In a rehearsal time jumps, which the bot’s own clock cannot see; so who renews by the clock alone is found here too, and is in trouble elsewhere only when that clock is wrong.',
    zh: 'access_token 有效期两小时；继续使用旧值的机器人从此无法发送消息。演练中时间会跳跃，机器人自己的时钟看不到；只按时钟续期的机器人在这里也会被指出，平时只有时钟不准才会出问题。',
  },
  mend,
  covers: ['W-32', 'W-33', 'WX-08'],
})
