import type { PushEnd } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel, type Question } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { quote, seconds } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { sentPushes, type SentPush } from './repeats.ts'

/** So long a bot may take to notice that nobody listens. */
const GRACE_MS = 1000

/** How a push ended that the gateway gave up because the visitor left or a person took over, not because a scenario cut the line. */
function endOfGivenUp({ entry: { ended } }: SentPush): PushEnd | undefined {
  return ended?.outcome === 'aborted' && !/^(?:a disturbance|the world)/.test(ended.reason ?? '') ? ended : undefined
}

/** Until when the bot waited for an answer nobody wanted any more; undefined when it let go in time. */
function waitedUntil(hearing: Hearing, { call }: Question, hungUpAt: number): number | undefined {
  const { ended } = call
  if (ended !== undefined && !ended.ok) return undefined
  const until = ended?.at ?? hearing.endedAt
  return until - hungUpAt > GRACE_MS ? until : undefined
}

export const stopsWhenHungUp = defineRule({
  id: 'livechat/stops-when-hung-up',
  severity: 'hint',
  title: {
    en: 'When the gateway hangs up, the bot stops its model.',
    zh: '网关断开连接后，机器人停止模型调用。',
  },
  why: {
    en: 'The gateway closes the connection when the visitor leaves or an agent takes over, and drops what comes after. A model that goes on costs money, and what it says gets into a memory the visitor never heard.',
    zh: '访客离开或座席接管时，网关会关闭连接并丢弃之后的内容。继续运行的模型白白花钱，其输出还会进入访客从未看到的记忆。',
  },
  mend: {
    en: 'Watch the `close` event of the response and abort the call to the model by it.',
    zh: '监听响应的 `close` 事件，并据此中止对模型的调用。',
  },
  source: 'https://nodejs.org/api/http.html#event-close_1',
  covers: ['L-69', 'LC-07'],
  *check(hearing) {
    const questions = askedOfModel(hearing)
    const sent = sentPushes(hearing)
    for (const push of sent) {
      const end = endOfGivenUp(push)
      if (end === undefined) continue
      const { entry, attempt } = push
      const { at: hungUpAt, reason = 'aborted' } = end
      const isSharedWith = ({ entry: other, attempt: its }: SentPush): boolean =>
        other !== entry && its.request.body === attempt.request.body && (other.ended?.at ?? Infinity) > hungUpAt
      if (sent.some(isSharedWith)) continue
      for (const question of questions) {
        const isOfPush =
          question.call.at >= entry.at &&
          question.call.at <= hungUpAt &&
          attempt.request.body.includes(JSON.stringify(question.text).slice(1, -1))
        const until = isOfPush ? waitedUntil(hearing, question, hungUpAt) : undefined
        if (until === undefined) continue
        yield {
          what: {
            en: `The gateway hung up (${reason}), and the bot waited another ${seconds(until - hungUpAt)} s for the model's answer to ${quote(question.text)}.`,
            zh: `网关已断开（${reason}），机器人仍等待模型对 ${quote(question.text)} 的回答达 ${seconds(until - hungUpAt)} 秒。`,
          },
          cause: question.call.seq,
          user: entry.user,
          details: { waitedMs: Math.round(until - hungUpAt) },
        }
      }
    }
  },
})
