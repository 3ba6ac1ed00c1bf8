import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { isSaid } from '../lines.ts'
import { defineRule } from '../rule.ts'

/**
 * What only a person can mend: a missing or wrong parameter, the signature, a locked app, a blocked address, a service that
 * was not bought.
 */
const HOPELESS: ReadonlySet<unknown> = new Set([1002, 1003, 1004, 1005, 1006, 1007, 1009, 1015])

/** One try, and one more on the backup host, are nobody's mistake. */
const USUAL_TRIES = 2

/** The same call again and again is one; the parameters are part of what is refused. */
const sameCall = ({ operation, input, ended }: CallEntry): string =>
  JSON.stringify([operation, ended?.code, { ...(input as object), msgRandom: undefined }])

export const givesUpWhereNothingHelps = defineRule({
  id: 'rongcloud/gives-up-where-nothing-helps',
  severity: 'risky',
  title: {
    en: 'A call that cannot succeed is not tried over and over.',
    zh: '不可能成功的调用不反复重试。',
  },
  why: {
    en: 'A wrong parameter, a wrong signature or a service that is switched off does not change between two tries; refused calls count against the limits all the same.',
    zh: '参数错误、签名错误、服务未开通，不会在两次尝试之间改变；被拒绝的调用同样计入频率限制。',
  },
  mend: {
    en: 'Try again for 1000, 1008, 1050, gateway errors and broken connections only; write every other code into the log with its errorMessage and go another way.',
    zh: '只对 1000、1008、1050、网关错误和连接中断重试；其余错误码连同 errorMessage 写进日志，改走其他路径。',
  },
  source: 'https://github.com/rongcloud/server-sdk-nodejs/blob/master/docs/errorcode.md',
  covers: ['R-09', 'RC-02'],
  implies: ['across/pauses-between-tries'],
  *check(hearing) {
    const { lines } = hearing.of('rongcloud')
    const refused = new Map<string, CallEntry[]>()
    for (const call of hearing.of('rongcloud').calls()) {
      if (call.ended?.ok !== false || !HOPELESS.has(call.ended.code)) continue
      const key = sameCall(call)
      refused.set(key, [...(refused.get(key) ?? []), call])
    }
    for (const calls of refused.values()) {
      const [first] = calls
      const last = calls.at(-1)
      if (first?.ended === undefined || last === undefined) continue
      const said = lines.filter((line) => isSaid(line) && line.seq < last.seq).length
      if (calls.length <= USUAL_TRIES * Math.max(1, said)) continue
      const { code, status } = first.ended
      yield {
        what: {
          en: `${first.operation} was refused ${calls.length} times with ${code} (HTTP ${status}), with the same parameters each time.`,
          zh: `${first.operation} 以相同参数被拒绝 ${calls.length} 次（${code}，HTTP ${status}）。`,
        },
        cause: last.seq,
        user: last.user,
        details: { code, status, times: calls.length },
      }
    }
  },
})
