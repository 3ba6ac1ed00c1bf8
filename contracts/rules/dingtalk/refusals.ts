import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import {
  droppedCalls,
  mayPass,
  refusalOf,
  refusedCalls,
  SEND_AS_CUSTOM_ROBOT,
  SEND_BY_SESSION,
  STREAMING,
} from './calls.ts'

const ERRORS = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'

const isLegacy = ({ operation }: CallEntry): boolean =>
  operation === SEND_BY_SESSION || operation === SEND_AS_CUSTOM_ROBOT

/** The group is dissolved, or the robot disabled or gone: nobody can be told anything. */
const HOPELESS: readonly unknown[] = [400013, 400102, 400106]

export const readsErrcode = defineRule({
  id: 'dingtalk/reads-errcode',
  severity: 'broken',
  title: {
    en: 'A webhook has taken a message only when errcode is 0.',
    zh: '只有 errcode 为 0 才算 Webhook 发送成功。',
  },
  why: {
    en: 'oapi.dingtalk.com refuses with HTTP 200 and an errcode in the body. A bot that looks at the status alone notes the message as sent, and the person waits.',
    zh: 'oapi.dingtalk.com 拒绝时也返回 HTTP 200，错误在正文的 errcode 里。只看状态码就会以为已发送，而用户一直在等。',
  },
  mend: {
    en: 'Read errcode after each call; repeat what passes (-1, 410100), say it otherwise through the OpenAPI, and write the refusal into the log.',
    zh: '每次调用后检查 errcode；会恢复的（-1、410100）稍后重试，其他改用 OpenAPI 发送，并写入日志。',
  },
  source: ERRORS,
  covers: ['D-25', 'X-01', 'DT-06'],
  *check(hearing) {
    const isMeant = (call: CallEntry): boolean =>
      isLegacy(call) && call.ended?.code !== 300001 && !HOPELESS.includes(call.ended?.code)
    for (const { call, waiting } of droppedCalls(hearing, isMeant)) {
      yield {
        what: {
          en: `${call.operation} answered ${refusalOf(call)} with HTTP ${call.ended?.status} while ${waiting.user} waited for an answer to ${quote(waiting.text)}; the bot took it for sent.`,
          zh: `${call.operation} 以 HTTP ${call.ended?.status} 返回 ${refusalOf(call)}，${waiting.user} 正在等待对 ${quote(waiting.text)} 的回答；机器人却当作已发送。`,
        },
        cause: call.seq,
        user: waiting.user,
        details: { code: call.ended?.code },
      }
    }
  },
})

/** An access token that is over or was never given, on either host. */
const isStale = ({ ended }: CallEntry): boolean => ended?.code === 'InvalidAuthentication' || ended?.code === 88

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

export const repeatsWhatMayPass = defineRule({
  id: 'dingtalk/repeats-what-may-pass',
  severity: 'broken',
  title: {
    en: 'A call that was throttled, or failed inside DingTalk, is made again.',
    zh: '被限流或服务端出错的调用要重试。',
  },
  why: {
    en: 'The quotas count all calls of an app within a second, whoever makes them; 403, 429 and 500 are over soon, and what was not sent stays unsent.',
    zh: '配额按应用每秒的全部调用计算；403、429、500 很快就会恢复，而没有发出的内容不会自己发出。',
  },
  mend: {
    en: 'Wait half a second, then longer each time, make the same call again a few times, and send a plain message when a card cannot be made.',
    zh: '等待半秒后重试，逐次延长，最多几次；卡片创建不了就改发普通消息。',
  },
  source: 'https://open.dingtalk.com/document/development/how-to-process-api-throttling-on-the-dingtalk-server',
  covers: ['D-34', 'D-35', 'DT-03'],
  *check(hearing) {
    // A write to a card that is lost is made good by the next one; a card without a last one is dingtalk/card-unfinished.
    const isMeant = (call: CallEntry): boolean => !isLegacy(call) && call.operation !== STREAMING && mayPass(call)
    for (const { call, waiting } of droppedCalls(hearing, isMeant)) {
      yield {
        what: {
          en: `${call.operation} was refused with ${refusalOf(call)} (HTTP ${call.ended?.status}) and not made again in the 10 s after it; ${waiting.user} still waits for an answer to ${quote(waiting.text)}.`,
          zh: `${call.operation} 被拒绝（${refusalOf(call)}，HTTP ${call.ended?.status}），此后 10 秒内没有重试；${waiting.user} 仍在等待对 ${quote(waiting.text)} 的回答。`,
        },
        cause: call.seq,
        user: waiting.user,
        details: { code: call.ended?.code },
      }
    }
  },
})

/** So many tries of the same call can be an accident. */
const MOST_TRIES = 2

export const stopsWhereNothingHelps = defineRule({
  id: 'dingtalk/stops-where-nothing-helps',
  severity: 'risky',
  title: {
    en: 'A call that can never succeed is not repeated.',
    zh: '不可能成功的调用不再重复。',
  },
  why: {
    en: 'A wrong parameter, a permission nobody has granted or a robot that is not there are refused every time alike; each try counts against the quota of the month.',
    zh: '参数错误、未授权或机器人不存在时，每次都会同样被拒绝，而每次调用都计入当月配额。',
  },
  mend: {
    en: 'Look at code before a call is repeated: throttling, system.error and a stale token are worth another try, nothing else is.',
    zh: '重试之前先看 code：只有限流、system.error 和凭证失效值得重试。',
  },
  source: ERRORS,
  covers: ['D-33', 'D-53'],
  implies: ['across/pauses-between-tries'],
  *check(hearing) {
    const same = new Map<string, CallEntry[]>()
    for (const call of refusedCalls(hearing)) {
      if (mayPass(call) || isStale(call) || call.ended?.code === undefined || call.input === undefined) continue
      if (hearing.faultOn(call) !== undefined || call.operation.startsWith('dingtalk.gateway.')) continue
      const key = JSON.stringify([call.url, call.ended.code, call.input])
      same.set(key, [...(same.get(key) ?? []), call])
    }
    for (const calls of same.values()) {
      const last = calls.at(-1)
      if (last === undefined || calls.length <= MOST_TRIES) continue
      yield {
        what: {
          en: `${last.operation} was called ${calls.length} times with the same body and refused each time with ${refusalOf(last)}.`,
          zh: `${last.operation} 以相同的请求体调用了 ${calls.length} 次，每次都被拒绝：${refusalOf(last)}。`,
        },
        cause: last.seq,
        user: last.user,
        details: { times: calls.length, code: last.ended?.code },
      }
    }
  },
})
