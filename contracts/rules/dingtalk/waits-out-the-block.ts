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
