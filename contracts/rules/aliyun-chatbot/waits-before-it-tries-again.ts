import { isShown, linesOf, waitingAt } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { chatCalls } from './turns.ts'

/** Less than this is no pause. */
const LEAST_PAUSE_MS = 50

export const waitsBeforeItTriesAgain = defineRule({
  id: 'aliyun-chatbot/waits-before-it-tries-again',
  severity: 'risky',
  title: {
    en: 'A throttled call is made again after a pause.',
    zh: '被限流的调用，停顿之后再重试。',
  },
  why: {
    en: 'Throttling counts the calls of a second or a minute for the whole account. A try at once falls into the same window, and counts as well.',
    zh: '限流按整个账号每秒或每分钟的调用数计算。立刻重试仍落在同一窗口内，而且同样计数。',
  },
  mend: {
    en: 'Wait some 200 ms before the second try and longer before each further one, with jitter, and sign each anew.',
    zh: '第二次尝试前等待约 200 毫秒，之后逐次加长并加随机抖动，每次重新签名。',
  },
  source: 'https://help.aliyun.com/document_detail/435312.html',
  covers: ['A-12', 'AL-05'],
  implies: ['across/pauses-between-tries'],
  *check(hearing) {
    const calls = chatCalls(hearing)
    for (const [at, call] of calls.entries()) {
      const next = calls[at + 1]
      const { ended } = call
      if (ended === undefined || next === undefined || !String(ended.code).startsWith('Throttling')) continue
      // With several people waiting the next call may be about somebody else.
      if (next.at - ended.at >= LEAST_PAUSE_MS || waitingAt(hearing, next.seq).length !== 1) continue
      // What follows an answer, if only the word that there is none, is about something new.
      if (linesOf(hearing).some((line) => isShown(line) && line.seq > call.seq && line.seq < next.seq)) continue
      const pause = Math.max(0, Math.round(next.at - ended.at))
      yield {
        what: {
          en: `The call was refused with ${ended.code} and made again ${pause} ms later.`,
          zh: `调用以 ${ended.code} 被拒绝，${pause} 毫秒后就再次发出。`,
        },
        cause: next.seq,
        user: next.user,
        details: { refused: call.seq, pauseMs: pause },
      }
    }
  },
})
