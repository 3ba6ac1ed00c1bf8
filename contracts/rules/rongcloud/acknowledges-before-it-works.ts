import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing, HeardPush } from '../hearing.ts'
import { seconds } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** So long an acknowledgement may take. */
const AT_ONCE_MS = 1000

/** What a bot makes answers from. */
const SOURCES: readonly (readonly [platform: string, operation: string])[] = [
  ['model', 'model.chat.completions'],
  ['aliyun-chatbot', 'aliyun-chatbot.Chat'],
  ['rongcloud', 'rongcloud.v3.chat.suggest'],
  ['rongcloud', 'rongcloud.v3.chat.generate'],
]

/** What the bot was waiting for while the callback was waiting for it. */
function workDuring(hearing: Hearing, { entry }: HeardPush): CallEntry | undefined {
  const calls = SOURCES.flatMap(([platform, operation]) => hearing.of(platform).calls(operation))
  return calls.find(
    ({ at, ended }) => at >= entry.at && at <= entry.ended.at && (ended?.at ?? Infinity) - entry.at > AT_ONCE_MS,
  )
}

export const acknowledgesBeforeItWorks = defineRule({
  id: 'rongcloud/acknowledges-before-it-works',
  severity: 'risky',
  title: {
    en: 'A callback is answered before the bot thinks.',
    zh: '先应答回调，再开始思考。',
  },
  why: {
    en: 'Callbacks are meant to be answered at once: nothing public says how long RongCloud waits, the message counts as lost afterwards, and the next one of the same chat waits behind it.',
    zh: '回调应当立即应答：公开资料没有写明融云会等多久，超时就算丢失，同一会话的下一条也会排在后面等待。',
  },
  mend: {
    en: 'Write the message down, answer 200, and only then ask the model or for suggestions; send the reply with /message/private/publish.json.',
    zh: '先保存消息并返回 200，再去调用模型或获取建议；回复用 /message/private/publish.json 发送。',
  },
  source: 'https://docs.rongcloud.cn/platform-chat-api/message/sync',
  covers: ['R-33'],
  implies: ['rongcloud/callback-lost'],
  *check(hearing) {
    for (const push of hearing.of('rongcloud').pushes) {
      const { entry, isDisturbed } = push
      const took = entry.ended.at - entry.at
      if (isDisturbed || entry.what === 'pre-send' || took < AT_ONCE_MS) continue
      const work = workDuring(hearing, push)
      if (work === undefined) continue
      const { messageUID = '' } = entry.ids
      yield {
        what: {
          en: `The ${entry.what} of message ${messageUID} had to wait ${seconds(took)} s (${entry.ended.outcome}) while the bot waited for ${work.operation}.`,
          zh: `消息 ${messageUID} 的${entry.what}等了 ${seconds(took)} 秒（${entry.ended.outcome}），期间机器人在等待 ${work.operation}。`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { tookMs: Math.round(took), waitedFor: work.operation },
      }
    }
  },
})
