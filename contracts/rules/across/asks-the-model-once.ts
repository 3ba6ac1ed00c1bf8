import { z } from 'zod'
import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel, type Question } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { isSaid, linesOf, quote } from '../lines.ts'
import { repeatsNobodyCanTell } from '../livechat/repeats.ts'
import { defineRule } from '../rule.ts'

const scripted = z.object({ answers: z.array(z.looseObject({ breaksAfter: z.number().optional() })) })

/** A stream that breaks off is asked for again by right, and looks like any other in the journal. */
function breaksOff(hearing: Hearing): boolean {
  const script = scripted.safeParse(hearing.of('model').settings)
  return script.success && script.data.answers.some(({ breaksAfter }) => breaksAfter !== undefined)
}

/** How often people said what a question is about; 0 when no message can be recognised in it. */
function timesSaid(hearing: Hearing, { text }: Question): number {
  const matches = linesOf(hearing).filter(
    (line) => isSaid(line) && (text.includes(line.text.trim()) || line.text.includes(text)),
  )
  const repeated = repeatsNobodyCanTell(hearing).filter(({ entry }) =>
    matches.some((line) => entry.cause === line.cause),
  )
  const others = matches.reduce((sum, line) => sum + Math.max(1, robotsAskedBy(hearing, line)) - 1, 0)
  return matches.length === 0 ? 0 : matches.length + repeated.length + others
}

/** A message in a group of DingTalk may be for several robots, and each has to answer. */
function robotsAskedBy(hearing: Hearing, { platform, seq }: TranscriptLine): number {
  if (platform !== 'dingtalk') return 1
  const { pushes } = hearing.of('dingtalk')
  return new Set(pushes.flatMap(({ entry }) => (entry.cause === seq ? [entry.ids['robotCode']] : []))).size
}

export const asksTheModelOnce = defineRule({
  id: 'across/asks-the-model-once',
  severity: 'risky',
  title: {
    en: 'One message of a person is one question to the model.',
    zh: '用户的一条消息只向模型提问一次。',
  },
  why: {
    en: 'Platforms deliver a message several times: because an answer came late, through two channels, or because a connection broke. A bot that takes each delivery for a new message pays the model for each and often answers as many times.',
    zh: '平台会多次投递同一条消息：应答超时、两个渠道同时推送、连接中断都会造成重复。把每次投递都当作新消息，就会重复付费调用模型，往往还会重复回复。',
  },
  mend: {
    en: 'Recognise a message by its id (MsgId, msgUID, msgId) before the model is asked, and let later deliveries wait for the first result.',
    zh: '调用模型之前先按消息 ID（MsgId、msgUID、msgId）去重，让后来的投递等待第一次的结果。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html',
  covers: ['WX-01', 'WX-05', 'LC-04', 'X-06'],
  *check(hearing) {
    if (breaksOff(hearing)) return
    const same = new Map<string, Question[]>()
    for (const question of askedOfModel(hearing)) {
      if (question.call.ended?.ok === true) same.set(question.whole, [...(same.get(question.whole) ?? []), question])
    }
    for (const questions of same.values()) {
      const [first, ...more] = questions
      const last = more.at(-1)
      if (first === undefined || last === undefined) continue
      if (hearing.wasRestarted(first.call.at, last.call.at)) continue
      const said = timesSaid(hearing, first)
      if (said === 0 || questions.length <= said) continue
      const [times, asked] = [said, questions.length]
      yield {
        what: {
          en: `${quote(first.text)} was said ${times === 1 ? 'once' : `${times} times`}, and the model was asked ${asked} times, with the same words before it each time.`,
          zh: `${quote(first.text)} 只说了 ${times} 次，却以完全相同的上下文向模型提问了 ${asked} 次。`,
        },
        cause: last.call.seq,
        details: { said: times, asked, calls: questions.map(({ call }) => call.seq) },
      }
    }
  },
})
