import { formatDuration } from '../../../emulators/core/duration.ts'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { parameterOf, SEND_AS_CUSTOM_ROBOT } from './calls.ts'

/** Two calls further apart than this cannot have been signed in the same moment (ms). */
const SAME_MOMENT_MS = 2000

export const signsEveryCall = defineRule({
  id: 'dingtalk/signs-every-call',
  severity: 'risky',
  title: {
    en: 'Each call of a custom robot is signed anew.',
    zh: '自定义机器人的每次调用都重新签名。',
  },
  why: {
    en: 'A sign is good for an hour around its timestamp. One that is made when the bot starts works in every test and fails an hour later, for ever.',
    zh: '签名只在 timestamp 前后一小时内有效。启动时算好的签名测试时都正常，一小时后就一直失败。',
  },
  mend: {
    en: 'Take the time and compute sign in the function that sends, not where the URL is configured.',
    zh: '在发送函数里取当前时间并计算 sign，不要在配置 URL 时计算。',
  },
  source: 'https://open.dingtalk.com/document/dingstart/customize-robot-security-settings',
  covers: ['D-21', 'DT-02'],
  implies: ['dingtalk/custom-robot-sign', 'dingtalk/reads-errcode'],
  *check(hearing) {
    const first = new Map<string, CallEntry>()
    const told = new Set<string>()
    for (const call of hearing.of('dingtalk').calls(SEND_AS_CUSTOM_ROBOT)) {
      const sign = parameterOf(call, 'sign')
      if (sign === '' || told.has(sign)) continue
      const earlier = first.get(sign)
      if (earlier === undefined) first.set(sign, call)
      else if (call.at - earlier.at > SAME_MOMENT_MS) {
        told.add(sign)
        yield {
          what: {
            en: `Two calls of /robot/send that lie ${formatDuration(call.at - earlier.at)} apart carry the same timestamp and sign.`,
            zh: `两次 /robot/send 调用相隔 ${formatDuration(call.at - earlier.at)}，却使用相同的 timestamp 和 sign。`,
          },
          cause: call.seq,
          details: { timestamp: parameterOf(call, 'timestamp') },
        }
      }
    }
  },
})
