import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { refusalOf, refusedCalls } from './calls.ts'
import { robotMessages, sessionOf } from './messages.ts'
import { isOver } from './ended-sessions.ts'

/** The same words sent to the same session so often are a loop. */
const MOST_TRIES = 2

/** Refused calls with the same words for the same session, between two messages that could have revived it. */
function triesInVain(hearing: Hearing): CallEntry[][] {
  const messages = robotMessages(hearing)
  const rows = new Map<string, CallEntry[]>()
  for (const call of refusedCalls(hearing).filter(isOver)) {
    const session = sessionOf(call.url)
    const revived = messages.filter((message) => message.session === session && message.push.entry.seq < call.seq)
    const key = JSON.stringify([session, revived.length, call.input])
    rows.set(key, [...(rows.get(key) ?? []), call])
  }
  return [...rows.values()]
}

export const leavesDeadSessionsAlone = defineRule({
  id: 'dingtalk/leaves-dead-sessions-alone',
  severity: 'risky',
  title: {
    en: 'A sessionWebhook that answered 300001 is not tried again.',
    zh: '返回 300001 的 sessionWebhook 不再重试。',
  },
  why: {
    en: 'Only a new message of the person opens the session again. A bot that retries 300001 waits for something that nobody brings about.',
    zh: '只有用户再次发消息才会重新打开 session。重试 300001 是在等待不会发生的事情。',
  },
  mend: {
    en: 'Take 300001 for final: drop the webhook at once and go on through the OpenAPI.',
    zh: '把 300001 视为最终结果：立即弃用该 webhook，改走 OpenAPI。',
  },
  source: 'https://github.com/agentscope-ai/QwenPaw/issues/2221',
  covers: ['D-15', 'DT-11'],
  implies: ['dingtalk/session-webhook-expired', 'across/pauses-between-tries', 'dingtalk/stops-where-nothing-helps'],
  *check(hearing) {
    for (const calls of triesInVain(hearing)) {
      const last = calls.at(-1)
      if (last === undefined || calls.length <= MOST_TRIES) continue
      yield {
        what: {
          en: `The same message was sent ${calls.length} times to a sessionWebhook that had answered ${refusalOf(last)}.`,
          zh: `sessionWebhook 已返回 ${refusalOf(last)}，同一条消息仍发送了 ${calls.length} 次。`,
        },
        cause: last.seq,
        details: { times: calls.length },
      }
    }
  },
})
