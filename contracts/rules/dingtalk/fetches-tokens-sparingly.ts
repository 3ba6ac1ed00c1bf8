import { formatDuration } from '../../../emulators/core/duration.ts'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { fieldsOf } from './calls.ts'

const FETCHES: ReadonlySet<string> = new Set([
  'dingtalk.gettoken',
  'dingtalk.oauth2.accessToken',
  'dingtalk.oauth2.corp.token',
])
/** Each process of a bot may fetch one of its own, from either host. */
const MOST_NEEDLESS = 2
/** Before a token's end it is right to fetch the next one. */
const MARGIN_MS = 10 * 60_000

/** How long a granted token lives, in ms; the three calls have two names for it. */
function lifeOf({ ended }: CallEntry): number {
  const { expireIn, expires_in: expiresIn } = fieldsOf(ended?.output)
  return Number(expireIn ?? expiresIn ?? 0) * 1000
}

export const fetchesTokensSparingly = defineRule({
  id: 'dingtalk/fetches-tokens-sparingly',
  severity: 'risky',
  title: { en: 'A token is used until shortly before its end.', zh: '访问凭证要用到临近过期。' },
  why: {
    en: 'A token lives two hours, and asking again gives the same one. One fetch for each message doubles the time every answer takes, and frequent fetches are throttled.',
    zh: '凭证有效期两小时，重复获取得到的是同一个。每条消息都获取会让每次回答变慢，频繁获取还会被限流。',
  },
  mend: {
    en: 'Keep the token with its lifetime (expireIn, or expires_in on the old host), share it among all callers of one app, and fetch the next one a few minutes before its end.',
    zh: '缓存凭证及有效期（expireIn，旧域名为 expires_in），同一应用共享，过期前几分钟再刷新。',
  },
  source: 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app',
  covers: ['D-29', 'DT-13'],
  implies: ['dingtalk/token-not-kept'],
  *check(hearing) {
    const calls = hearing.of('dingtalk').calls()
    const granted = calls.filter(({ operation, ended }) => FETCHES.has(operation) && ended?.ok === true)
    const needless = granted.filter((call, at) => {
      const before = granted[at - 1]
      if (before === undefined || hearing.wasRestarted(before.at, call.at)) return false
      const wasRefused = calls.some(
        ({ seq, ended }) =>
          seq > before.seq && seq < call.seq && (ended?.code === 'InvalidAuthentication' || ended?.code === 88),
      )
      return call.at - before.at < lifeOf(before) - MARGIN_MS && !wasRefused
    })
    const [first] = granted
    const last = needless.at(-1)
    if (first === undefined || last === undefined || needless.length <= MOST_NEEDLESS) return
    const span = formatDuration(last.at - first.at)
    yield {
      what: {
        en: `${needless.length + 1} tokens were fetched within ${span}, though none of them had run out or been refused.`,
        zh: `${span} 内获取了 ${needless.length + 1} 次凭证，而它们都没有过期，也没有被拒绝。`,
      },
      cause: last.seq,
      details: { fetches: needless.length + 1 },
    }
  },
})
