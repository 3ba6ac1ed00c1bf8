import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { droppedCalls, mayPass, refusalOf, STREAMING } from './calls.ts'
import { isLegacy } from './refusal-kinds.ts'

export const repeatsWhatMayPass = defineRule({
  id: 'dingtalk/repeats-what-may-pass',
  severity: 'broken',
  title: {
    en: 'A call that was throttled, or failed inside DingTalk, is made again.',
    zh: '被限流或服务端出错的调用要重试。',
  },
  why: {
    en: 'The quotas count all calls of an app within a second, whoever makes them; 403, 429 and 500 are over soon, and what was not sent stays unsent.',
    zh: '配额按应用每秒的全部调用计算；403、429、500 很快就会恢复，而没有发出的内容不会自己发出。',
  },
  mend: {
    en: 'Wait half a second, then longer each time, make the same call again a few times, and send a plain message when a card cannot be made.',
    zh: '等待半秒后重试，逐次延长，最多几次；卡片创建不了就改发普通消息。',
  },
  source: 'https://open.dingtalk.com/document/development/how-to-process-api-throttling-on-the-dingtalk-server',
  covers: ['D-34', 'D-35', 'DT-03'],
  *check(hearing) {
    // A write to a card that is lost is made good by the next one; a card without a last one is dingtalk/card-unfinished.
    const isMeant = (call: CallEntry): boolean => !isLegacy(call) && call.operation !== STREAMING && mayPass(call)
    for (const { call, waiting } of droppedCalls(hearing, isMeant)) {
      yield {
        what: {
          en: `${call.operation} was refused with ${refusalOf(call)} (HTTP ${call.ended?.status}) and not made again in the 10 s after it; ${waiting.user} still waits for an answer to ${quote(waiting.text)}.`,
          zh: `${call.operation} 被拒绝（${refusalOf(call)}，HTTP ${call.ended?.status}），此后 10 秒内没有重试；${waiting.user} 仍在等待对 ${quote(waiting.text)} 的回答。`,
        },
        cause: call.seq,
        user: waiting.user,
        details: { code: call.ended?.code },
      }
    }
  },
})
