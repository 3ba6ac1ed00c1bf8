import { formatDuration } from '../../../emulators/core/duration.ts'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { fieldsOf, parameterOf, refusalOf, SEND_AS_CUSTOM_ROBOT } from './calls.ts'

const CUSTOM = 'https://open.dingtalk.com/document/development/custom-robots-send-group-messages'

const RATE: readonly unknown[] = [130101, 410100, 660026]
const isTooFast = ({ ended }: CallEntry): boolean => RATE.includes(ended?.code)

/** What may be under way already when the block begins. */
const MOST_IN_A_BLOCK = 3

export const waitsOutTheBlock = defineRule({
  id: 'dingtalk/waits-out-the-block',
  severity: 'broken',
  title: {
    en: 'A custom robot that sent too fast is silent until the block is over.',
    zh: '自定义机器人被限流后，等限流结束再发送。',
  },
  why: {
    en: 'More than 20 messages within a minute silence the robot for 10 minutes; whatever is sent meanwhile is answered HTTP 200 and 130101, and lost.',
    zh: '一分钟超过 20 条后限流 10 分钟；期间发送的消息返回 HTTP 200、130101，全部丢失。',
  },
  mend: {
    en: 'Queue the messages of a robot, join what waits into one, send at most 20 a minute, and stop for 10 minutes after 130101.',
    zh: '按机器人排队，把等待中的消息合并，每分钟最多 20 条；遇到 130101 后暂停 10 分钟。',
  },
  source: CUSTOM,
  covers: ['D-23', 'DT-17'],
  implies: ['dingtalk/custom-robot-too-fast', 'across/pauses-between-tries', 'dingtalk/reads-errcode'],
  *check(hearing) {
    const { settings, calls } = hearing.of('dingtalk')
    const penalty = Number(fieldsOf(settings['customRobot'])['penalty'] ?? 0)
    const refused = new Map<string, CallEntry[]>()
    for (const call of calls(SEND_AS_CUSTOM_ROBOT)) {
      if (!isTooFast(call) || hearing.faultOn(call) !== undefined) continue
      const token = parameterOf(call, 'access_token')
      refused.set(token, [...(refused.get(token) ?? []), call])
    }
    for (const [first, ...more] of refused.values()) {
      const vain = more.filter(({ at }) => first !== undefined && at - first.at < penalty)
      const last = vain.at(-1)
      if (first === undefined || last === undefined || vain.length < MOST_IN_A_BLOCK) continue
      const span = formatDuration(last.at - first.at)
      yield {
        what: {
          en: `A custom robot was blocked with ${refusalOf(first)}, and sent ${vain.length} more messages in the ${span} after it, which nobody sees.`,
          zh: `自定义机器人被限流（${refusalOf(first)}），之后 ${span} 内仍发送了 ${vain.length} 条消息，无人能看到。`,
        },
        cause: last.seq,
        details: { lost: vain.length, code: first.ended?.code },
      }
    }
  },
})

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
