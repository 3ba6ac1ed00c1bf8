import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { droppedCalls, refusalOf } from './calls.ts'
import { isStale } from './refusal-kinds.ts'

export const repeatsAfterAStaleToken = defineRule({
  id: 'dingtalk/repeats-after-a-stale-token',
  severity: 'broken',
  title: {
    en: 'A call that was refused for its token is made again with a new one.',
    zh: '因凭证失效被拒绝的调用，换新凭证后要重新发起。',
  },
  why: {
    en: 'Expiry is HTTP 400 with InvalidAuthentication, and a token can end before its time. Who drops the token but not the error loses the message that was on its way.',
    zh: '凭证过期返回 HTTP 400、InvalidAuthentication，也可能提前失效。只清缓存而不重试，正在发送的消息就丢了。',
  },
  mend: {
    en: 'On InvalidAuthentication (errcode 88 on the old host) drop the token, fetch one, and make the same call once more.',
    zh: '遇到 InvalidAuthentication（旧域名为 errcode 88）时丢弃凭证、重新获取，并把同一调用再执行一次。',
  },
  source: 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app',
  covers: ['D-30', 'DT-13'],
  *check(hearing) {
    // A bot that keeps the token has made the call again, in vain.
    if (hearing.of('dingtalk').remarks.some(({ code }) => code === 'dingtalk/expired-token-kept')) return
    for (const { call, waiting } of droppedCalls(hearing, isStale)) {
      yield {
        what: {
          en: `${call.operation} was refused with ${refusalOf(call)}, and was not made again in the 10 s after it; ${waiting.user} still waits for an answer to ${quote(waiting.text)}.`,
          zh: `${call.operation} 被拒绝（${refusalOf(call)}），此后 10 秒内没有重试；${waiting.user} 仍在等待对 ${quote(waiting.text)} 的回答。`,
        },
        cause: call.seq,
        user: waiting.user,
      }
    }
  },
})
