import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { fieldsOf, refusalOf, refusedCalls, STREAMING } from './calls.ts'

const STREAM = 'https://open.dingtalk.com/document/development/api-streamingupdate'

const cardOf = ({ input }: CallEntry): string => String(fieldsOf(input)['outTrackId'] ?? '')

/** Calls by the card they are about. */
function byCard(calls: readonly CallEntry[]): Map<string, CallEntry[]> {
  const found = new Map<string, CallEntry[]>()
  for (const call of calls) if (cardOf(call) !== '') found.set(cardOf(call), [...(found.get(cardOf(call)) ?? []), call])
  return found
}

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
