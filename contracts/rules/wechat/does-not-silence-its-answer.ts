import { formatDuration } from '../../../emulators/core/duration.ts'
import { defineRule } from '../rule.ts'
import { nameOf, questions, textOf } from './push.ts'

/** A bot that has the answer and has shown nothing for so long is not going to. */
const PATIENCE_MS = 10_000

export const doesNotSilenceItsAnswer = defineRule({
  id: 'wechat/does-not-silence-its-answer',
  severity: 'broken',
  title: {
    en: 'A retry is not answered with silence while nobody has read the answer.',
    zh: '用户还没看到回答时，不能用空响应打发重试。',
  },
  why: {
    en: 'The connection of delivery 1 is gone after 5 s; the only way for a passive reply is the delivery that is open. To answer it with success ends the deliveries, and the answer has nowhere to go.',
    zh: '第 1 次投递的连接在 5 秒后已经断开，被动回复只能走当前打开的那次投递；此时返回 success 会终止重试，回答再也送不出去。',
  },
  mend: {
    en: 'Let every delivery of a message wait for the same result and answer the one that is open, also when another was answered before; say that you are still thinking in delivery 3. Or send the answer as a service message.',
    zh: '让同一条消息的每次投递等待同一个结果，在仍打开的那次中回复，即使之前已经回复过；第 3 次时告知用户仍在思考；或改用客服消息发送。',
  },
  source: 'https://github.com/zhayujie/CowAgent/issues/2481',
  covers: ['W-18', 'W-19', 'WX-20'],
  implies: ['across/answers-every-message'],
  *check(hearing) {
    const { pushes, lines } = hearing.of('wechat')
    const asked = questions(hearing)
    for (const { entry, attempts, isDisturbed } of pushes) {
      const text = textOf(entry, hearing)
      const [first] = attempts
      if (isDisturbed || text === undefined || text === '' || attempts.length < 2) continue
      // An answer that WeChat never got leaves nothing to be seen but the connection that broke.
      const isLost =
        first?.ended?.outcome === 'connect-fail' && first.ended.reason?.startsWith('the answer got lost') === true
      if (!isLost && first?.ended?.outcome !== 'timeout') continue
      if (entry.ended.outcome !== 'acknowledged') continue
      const answered = asked.find(({ call, text: said }) => call.seq > entry.seq && said.includes(text))?.call.ended?.at
      if (answered === undefined || hearing.wasRestarted(entry.at, answered + PATIENCE_MS)) continue
      const next = pushes.find((other) => other.entry.user === entry.user && other.entry.seq > entry.seq)
      const until = Math.min(hearing.endedAt, next?.entry.at ?? Infinity)
      const isShown = lines.some(
        (line) => line.who !== 'user' && line.kind !== 'typing' && line.user === entry.user && line.seq > entry.seq,
      )
      if (isShown || until - answered < PATIENCE_MS) continue
      yield {
        what: isLost
          ? {
              en: `${nameOf(entry)}: the answer to delivery 1 got lost on its way, delivery ${attempts.length} was answered with silence, and ${entry.user} never read it.`,
              zh: `${nameOf(entry)}：第 1 次投递的回答在途中丢失，第 ${attempts.length} 次返回了空响应，${entry.user} 一直没有看到回答。`,
            }
          : {
              en: `${nameOf(entry)}: delivery ${attempts.length} was answered with silence while delivery 1 was still at work; the model had its answer ${formatDuration(answered - entry.at)} after the message, and ${entry.user} never read it.`,
              zh: `${nameOf(entry)}：第 1 次投递还在处理，第 ${attempts.length} 次就返回了空响应；模型在 ${formatDuration(answered - entry.at)} 后给出了回答，${entry.user} 却一直没有看到。`,
            },
        cause: entry.seq,
        user: entry.user,
        details: { deliveries: attempts.length, ...entry.ids },
      }
    }
  },
})
