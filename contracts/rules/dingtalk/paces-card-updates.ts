import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { STREAMING } from './calls.ts'
import { byCard } from './card-calls.ts'

/** Updates of one card within a second that people cannot tell from continuous writing any more. */
const MOST_A_SECOND = 10

/** The first second in which a card was written on too often. */
function busiestSecond(calls: readonly CallEntry[]): CallEntry[] | undefined {
  for (const [at, last] of calls.entries()) {
    const within = calls.slice(0, at + 1).filter((call) => last.at - call.at < 1000)
    if (within.length > MOST_A_SECOND) return within
  }
  return undefined
}

export const pacesCardUpdates = defineRule({
  id: 'dingtalk/paces-card-updates',
  severity: 'risky',
  title: {
    en: 'The words of the model are joined before they are written on a card.',
    zh: '先合并模型输出，再更新卡片。',
  },
  why: {
    en: 'An app may call an operation 20 times a second, all its cards together. One update for each token uses that up with one or two people asking, and DingTalk refuses the rest with 403, the final update among them.',
    zh: '每个应用对同一接口每秒最多 20 次调用，所有卡片合计。每个 token 更新一次，一两个人提问就会用尽，其余更新（包括最后一次）会以 403 拒绝。',
  },
  mend: {
    en: 'Write two or three times a second with what has come so far, and the last time with everything.',
    zh: '每秒写入两三次当前内容，最后一次写入全文。',
  },
  source: 'https://open.dingtalk.com/document/development/call-frequency-limit',
  covers: ['D-34', 'DT-03'],
  implies: ['dingtalk/card-updates-too-often'],
  *check(hearing) {
    for (const [outTrackId, calls] of byCard(hearing.of('dingtalk').calls(STREAMING))) {
      const within = busiestSecond(calls)
      const last = within?.at(-1)
      if (within === undefined || last === undefined) continue
      yield {
        what: {
          en: `Card ${outTrackId} was written on ${calls.length} times, ${within.length} of them within one second.`,
          zh: `卡片 ${outTrackId} 更新了 ${calls.length} 次，其中一秒内 ${within.length} 次。`,
        },
        cause: last.seq,
        details: { updates: calls.length },
      }
    }
  },
})
