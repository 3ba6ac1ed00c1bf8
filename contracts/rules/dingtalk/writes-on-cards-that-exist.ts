import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { refusalOf, refusedCalls } from './calls.ts'
import { cardOf, byCard } from './card-calls.ts'

const STREAM = 'https://open.dingtalk.com/document/development/api-streamingupdate'

const MISSING: readonly unknown[] = ['param.stream.outTrackId', 'param.cardNotExist']

/** Why a card could not be made, where somebody tried. */
function failedCreation(hearing: Hearing, outTrackId: string): CallEntry | undefined {
  return refusedCalls(hearing).find(
    (call) => /\.card\.create/.test(call.operation) && (cardOf(call) === outTrackId || cardOf(call) === ''),
  )
}

export const writesOnCardsThatExist = defineRule({
  id: 'dingtalk/writes-on-cards-that-exist',
  severity: 'risky',
  title: {
    en: 'Nothing is written on a card that could not be made.',
    zh: '卡片创建失败后不再更新它。',
  },
  why: {
    en: 'When making a card is refused there is nothing to write on: every update fails, and people see nothing until the bot gives up.',
    zh: '卡片创建被拒绝后没有可更新的对象：每次更新都会失败，用户在机器人放弃之前什么也看不到。',
  },
  mend: {
    en: 'Look at the answer of createAndDeliver before the first update, and send the answer as a message when there is no card.',
    zh: '第一次更新前检查 createAndDeliver 的结果，没有卡片就改发普通消息。',
  },
  source: STREAM,
  covers: ['D-58', 'DT-03'],
  implies: ['dingtalk/stops-where-nothing-helps', 'across/pauses-between-tries'],
  *check(hearing) {
    const refused = refusedCalls(hearing).filter(({ ended }) => MISSING.includes(ended?.code))
    for (const [outTrackId, calls] of byCard(refused)) {
      const [first] = calls
      if (first === undefined || calls.length < 2 || hearing.wasRestarted(0, first.at)) continue
      const failed = failedCreation(hearing, outTrackId)
      const [why, reason] =
        failed === undefined
          ? ['nobody has made it', '从未创建']
          : [`making it was refused with ${refusalOf(failed)}`, `创建时被拒绝：${refusalOf(failed)}`]
      yield {
        what: {
          en: `Card ${outTrackId} was written on ${calls.length} times, though there is none: ${why}.`,
          zh: `卡片 ${outTrackId} 并不存在（${reason}），却更新了 ${calls.length} 次。`,
        },
        cause: first.seq,
        details: { times: calls.length },
      }
    }
  },
})
