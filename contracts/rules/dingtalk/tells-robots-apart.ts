import { defineRule } from '../rule.ts'
import {
  hadItsTime,
  hasWords,
  nameOf,
  nextIn,
  robotMessages,
  shownIn,
  wasTaken,
  type RobotMessage,
} from './messages.ts'

export const tellsRobotsApart = defineRule({
  id: 'dingtalk/tells-robots-apart',
  severity: 'broken',
  title: {
    en: 'When two robots of one bot are mentioned, both answer.',
    zh: '同时 @ 同一程序的两个机器人时，两个都要回答。',
  },
  why: {
    en: 'A message that mentions two robots reaches each with the same msgId. A bot that serves both and de-duplicates by msgId alone lets one of them be silent.',
    zh: '同时 @ 两个机器人时，两个回调的 msgId 相同。同一程序服务多个机器人时只按 msgId 去重，其中一个就会沉默。',
  },
  mend: {
    en: 'De-duplicate by robotCode and msgId together, and keep memory and queues apart by robotCode, too.',
    zh: '按 robotCode + msgId 去重，记忆和队列也按 robotCode 区分。',
  },
  source: 'https://github.com/soimy/openclaw-channel-dingtalk/issues/82',
  covers: ['DT-21'],
  *check(hearing) {
    const same = new Map<string, RobotMessage[]>()
    for (const message of robotMessages(hearing)) {
      if (!wasTaken(message) || !hasWords(message)) continue
      const others = same.get(message.msgId)
      if (others === undefined) same.set(message.msgId, [message])
      else others.push(message)
    }
    for (const messages of same.values()) {
      const [first] = messages
      const robots = new Set(messages.map(({ robotCode }) => robotCode))
      if (first === undefined || robots.size < 2 || !hadItsTime(hearing, first.push.entry)) continue
      const shown = shownIn(hearing, first.conversation, first.push.entry.seq, nextIn(hearing, first))
      if (shown.length === 0 || shown.length >= robots.size) continue
      yield {
        what: {
          en: `${first.user} mentioned ${robots.size} robots (${[...robots].join(', ')}) with one message; each got it as ${nameOf(first)}, and ${shown.length} answered.`,
          zh: `${first.user} 在一条消息中 @ 了 ${robots.size} 个机器人（${[...robots].join('、')}），都收到了 ${nameOf(first)}，只有 ${shown.length} 个回答。`,
        },
        cause: first.push.entry.seq,
        user: first.user,
      }
    }
  },
})
