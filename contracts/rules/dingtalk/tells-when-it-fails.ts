import { askedOfModel } from '../asked.ts'
import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { nextIn, PATIENCE_MS, robotMessages, shownIn, wasTaken } from './messages.ts'

export const tellsWhenItFails = defineRule({
  id: 'dingtalk/tells-when-it-fails',
  severity: 'risky',
  title: {
    en: 'When the model gives no answer, people are told.',
    zh: '模型给不出回答时，要告诉用户。',
  },
  why: {
    en: 'A message is acknowledged long before the answer is made, so DingTalk does not bring it again. Whatever fails afterwards ends in silence unless the bot says something.',
    zh: '消息在生成回答之前早已 ACK，钉钉不会再推送。之后无论哪一步失败，机器人不说话就是一片沉默。',
  },
  mend: {
    en: 'Catch what the model throws, write it into the log, and send one sentence: that there is no answer now, and what to do.',
    zh: '捕获模型调用的异常并写入日志，同时发送一句话：暂时无法回答，以及用户可以怎么做。',
  },
  source: 'https://github.com/DingTalk-Real-AI/dingtalk-openclaw-connector/pull/194',
  covers: ['DT-14'],
  *check(hearing) {
    const asked = askedOfModel(hearing)
    for (const message of robotMessages(hearing)) {
      const { push, text, conversation, user } = message
      const said = text?.trim() ?? ''
      const { seq, at } = push.entry
      if (said === '' || !wasTaken(message)) continue
      const about = asked.filter(({ call, text: question }) => call.seq > seq && question.includes(said))
      const last = about.at(-1)?.call.ended
      if (last === undefined || about.some(({ call }) => call.ended?.ok !== false)) continue
      const until = last.at + PATIENCE_MS
      if (hearing.endedAt < until || hearing.wasRestarted(at, until)) continue
      const wasTrying = hearing
        .of('dingtalk')
        .calls()
        .some((call) => call.ended?.ok === false && call.at >= last.at)
      if (wasTrying || shownIn(hearing, conversation, seq, nextIn(hearing, message)).length > 0) continue
      yield {
        what: {
          en: `${user} asked ${quote(said)} in ${conversation}; the model failed ${about.length === 1 ? 'once' : `${about.length} times`}, the last time with HTTP ${last.status}, and the bot said nothing.`,
          zh: `${user} 在 ${conversation} 中问了 ${quote(said)}，模型失败 ${about.length} 次（最后一次为 HTTP ${last.status}），机器人没有任何回应。`,
        },
        cause: push.entry.seq,
        user,
        details: { status: last.status, tries: about.length },
      }
    }
  },
})
