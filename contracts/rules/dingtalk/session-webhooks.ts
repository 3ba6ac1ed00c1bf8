import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { droppedCalls, refusalOf, refusedCalls, SEND_BY_SESSION } from './calls.ts'
import { robotMessages, sessionOf } from './messages.ts'

const PROACTIVE = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'

/** A session that is unknown or over. */
const isOver = ({ operation, ended }: CallEntry): boolean => operation === SEND_BY_SESSION && ended?.code === 300001

export const fallsBackWithoutASession = defineRule({
  id: 'dingtalk/falls-back-without-a-session',
  severity: 'broken',
  title: {
    en: 'When the sessionWebhook is over the answer takes another way.',
    zh: 'sessionWebhook 失效后，回答要走其他途径。',
  },
  why: {
    en: 'A sessionWebhook lives 90 minutes from the message on. A job that takes longer, or a reminder, finds it gone: HTTP 200 with errcode 300001, and the person sees nothing.',
    zh: 'sessionWebhook 自消息推送起有效 90 分钟。耗时更久的任务或定时提醒会遇到 HTTP 200、errcode 300001，用户什么也看不到。',
  },
  mend: {
    en: 'Compare sessionWebhookExpiredTime with the time before use, and send with robotCode and userId or openConversationId through the OpenAPI when it is over or the answer was 300001.',
    zh: '使用前比较 sessionWebhookExpiredTime；已过期或返回 300001 时，用 robotCode 加 userId 或 openConversationId 通过 OpenAPI 发送。',
  },
  source: PROACTIVE,
  covers: ['D-15', 'DT-11', 'X-01'],
  implies: ['dingtalk/session-webhook-expired'],
  *check(hearing) {
    for (const { call, waiting } of droppedCalls(hearing, isOver)) {
      yield {
        what: {
          en: `sendBySession answered ${refusalOf(call)} with HTTP 200 while ${waiting.user} waited for an answer to ${quote(waiting.text)}; in the 10 s after it nothing was sent another way.`,
          zh: `sendBySession 以 HTTP 200 返回 ${refusalOf(call)}，${waiting.user} 正在等待对 ${quote(waiting.text)} 的回答；此后 10 秒内没有改用其他方式发送。`,
        },
        cause: call.seq,
        user: waiting.user,
        details: { code: 300001 },
      }
    }
  },
})

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
