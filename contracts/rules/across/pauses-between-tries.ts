import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isSaid, linesOf } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** So many tries of one call are usual. */
const USUAL_TRIES = 4
/** Calls further apart than this are no storm. */
const CLOSE_MS = 1000
/** What people said in the last minute may be what the calls are about. */
const RECENT_MS = 60_000

/** Unbroken rows of calls of one operation that were refused for one reason, each shortly after the one before. */
function rowsOfRefusals(calls: readonly CallEntry[]): CallEntry[][] {
  const rows: CallEntry[][] = []
  for (const call of calls) {
    if (call.ended === undefined) continue
    const before = rows.at(-1)?.at(-1)
    const { ok, code, at } = call.ended
    const goesOn =
      before?.ended !== undefined &&
      !ok &&
      before.ended.ok === false &&
      before.ended.code === code &&
      call.at - before.ended.at < CLOSE_MS
    if (goesOn && at >= before.at) rows.at(-1)?.push(call)
    else rows.push([call])
  }
  return rows.filter(([first]) => first?.ended?.ok === false)
}

/** How many people may be behind a row of calls. */
const peopleBehind = (hearing: Hearing, from: number, to: number): number =>
  linesOf(hearing).filter((line) => isSaid(line) && line.at >= from - RECENT_MS && line.at <= to).length

export const pausesBetweenTries = defineRule({
  id: 'across/pauses-between-tries',
  severity: 'risky',
  title: {
    en: 'A call that is refused is not made again and again at once.',
    zh: '被拒绝的调用不会立刻反复重试。',
  },
  why: {
    en: 'A platform that is busy becomes busier by it, and calls that are refused count against the quota of the day all the same.',
    zh: '平台繁忙时，这样只会雪上加霜；被拒绝的调用同样计入当天的配额。',
  },
  mend: {
    en: 'Pause before each further try, each time longer and with some jitter, and give up after a few; look at the code first: most refusals do not pass by themselves.',
    zh: '每次重试前停顿，逐次加长并加随机抖动，几次之后放弃；先看错误码：大多数拒绝不会自行消失。',
  },
  source: 'https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/',
  covers: ['WX-15', 'AL-05'],
  *check(hearing) {
    for (const platform of hearing.platforms) {
      const operations = new Set(
        hearing
          .of(platform)
          .calls()
          .map(({ operation }) => operation),
      )
      for (const operation of operations) {
        for (const row of rowsOfRefusals(hearing.of(platform).calls(operation))) {
          const [first] = row
          const last = row.at(-1)
          if (first?.ended === undefined || last === undefined) continue
          const people = Math.max(1, peopleBehind(hearing, first.at, last.at))
          if (row.length <= USUAL_TRIES * people) continue
          const ms = Math.round(last.at - first.at)
          const { code = first.ended.status } = first.ended
          yield {
            what: {
              en: `${operation} was refused ${row.length} times with ${code} within ${ms} ms.`,
              zh: `${operation} 在 ${ms} 毫秒内以 ${code} 被拒绝 ${row.length} 次。`,
            },
            cause: last.seq,
            user: last.user,
            details: { times: row.length, withinMs: ms, code },
          }
        }
      }
    }
  },
})
