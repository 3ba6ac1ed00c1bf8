import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { mayPass, refusalOf, refusedCalls } from './calls.ts'
import { ERRORS, isStale } from './refusal-kinds.ts'

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
