import { defineRule } from '../rule.ts'
import { hasWords, nameOf } from './messages.ts'
import { unanswered } from './unanswered.ts'

export const answersEmptyMentions = defineRule({
  id: 'dingtalk/answers-empty-mentions',
  severity: 'risky',
  title: {
    en: 'Somebody who mentions the robot without a word gets a hint.',
    zh: '只 @ 机器人而没有内容时给出提示。',
  },
  why: {
    en: 'The mention is taken out of the text, so what arrives is a blank. To a person, silence means that the robot is broken.',
    zh: '文本中的 @ 会被去掉，收到的是空白。对用户来说，没有反应就是机器人坏了。',
  },
  mend: {
    en: 'Answer a blank text with one sentence on what the bot can do.',
    zh: '收到空白文本时，用一句话说明机器人能做什么。',
  },
  source: 'https://github.com/AstrBotDevs/AstrBot/issues/4273',
  covers: ['D-06', 'DT-07'],
  *check(hearing) {
    for (const message of unanswered(hearing)) {
      if (message.text === undefined || hasWords(message) || message.isQuote) continue
      yield {
        what: {
          en: `${message.user} mentioned the robot in ${message.conversation} without a word (${nameOf(message)}), and the bot said nothing.`,
          zh: `${message.user} 在 ${message.conversation} 中只 @ 了机器人（${nameOf(message)}），机器人没有任何回应。`,
        },
        cause: message.push.entry.seq,
        user: message.user,
      }
    }
  },
})
