import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { droppedCalls, refusalOf } from './calls.ts'
import { isOver } from './ended-sessions.ts'

const PROACTIVE = 'https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches'

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
