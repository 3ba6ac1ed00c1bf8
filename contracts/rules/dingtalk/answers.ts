import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isShown, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { hadItsTime, nameOf, nextIn, robotMessages, shownIn, wasTaken, type RobotMessage } from './messages.ts'

const RECEIVE = 'https://open.dingtalk.com/document/development/receive-message'

/** Messages the bot took and had the time to answer, and for which its conversation shows nothing before the next one. */
function unanswered(hearing: Hearing): RobotMessage[] {
  return robotMessages(hearing).filter(
    (message) =>
      wasTaken(message) &&
      hadItsTime(hearing, message.push.entry) &&
      shownIn(hearing, message.conversation, message.push.entry.seq, nextIn(hearing, message)).length === 0,
  )
}

/** What the bot showed after a message in a conversation in which nobody had said anything to it. */
function strayLine(hearing: Hearing, { push, conversation }: RobotMessage): TranscriptLine | undefined {
  const addressed = new Set(robotMessages(hearing).map((other) => other.conversation))
  return hearing
    .of('dingtalk')
    .lines.find(
      (line) =>
        isShown(line) &&
        line.seq > push.entry.seq &&
        line.conversation !== conversation &&
        !addressed.has(line.conversation),
    )
}

const hasWords = ({ text }: RobotMessage): boolean => text !== undefined && text.trim() !== ''

export const answersWhereItWasAsked = defineRule({
  id: 'dingtalk/answers-where-it-was-asked',
  severity: 'broken',
  title: {
    en: 'A question from a group is answered in the group, and one from a single chat there.',
    zh: '群里的提问在群里回答，单聊的提问在单聊里回答。',
  },
  why: {
    en: 'conversationType is "1" for a single chat and "2" for a group, as strings. A bot that looks at the sender alone answers the group in private, and the others never see it.',
    zh: 'conversationType 为字符串 "1"（单聊）或 "2"（群聊）。只看发送者就会把群里的提问私下回复，其他人看不到。',
  },
  mend: {
    en: 'Answer by the sessionWebhook of the message; through the OpenAPI with groupMessages/send and conversationId for "2", with oToMessages/batchSend and senderStaffId for "1".',
    zh: '用消息自带的 sessionWebhook 回复；走 OpenAPI 时，"2" 用 groupMessages/send 和 conversationId，"1" 用 oToMessages/batchSend 和 senderStaffId。',
  },
  source: RECEIVE,
  covers: ['D-05', 'DT-21'],
  *check(hearing) {
    for (const message of unanswered(hearing)) {
      const stray = strayLine(hearing, message)
      if (stray === undefined) continue
      yield {
        what: {
          en: `${message.user} asked ${quote(message.text ?? '')} in ${message.conversation}, and the answer stands in ${stray.conversation}: ${quote(stray.text)}.`,
          zh: `${message.user} 在 ${message.conversation} 中提问 ${quote(message.text ?? '')}，回答却出现在 ${stray.conversation}：${quote(stray.text)}。`,
        },
        cause: stray.seq,
        user: message.user,
      }
    }
  },
})

export const servesBothKinds = defineRule({
  id: 'dingtalk/serves-both-kinds',
  severity: 'broken',
  title: {
    en: 'The bot answers alone with a person as well as in a group.',
    zh: '单聊和群聊都要回答。',
  },
  why: {
    en: 'Both kinds of conversation come to the same callback. conversationType is a string: compared with a number it fits neither.',
    zh: '两种会话走同一个回调。conversationType 是字符串，与数字比较永远不相等。',
  },
  mend: {
    en: 'Handle conversationType "1" and "2", and rehearse every flow in both.',
    zh: '"1" 和 "2" 都要处理，每个流程在两种会话里都要测试。',
  },
  source: RECEIVE,
  covers: ['D-05', 'D-38'],
  *check(hearing) {
    const silent = unanswered(hearing).filter((message) => hasWords(message) && message.staffId !== '')
    for (const message of silent) {
      const other = robotMessages(hearing).find(
        (one) => one.kind !== message.kind && shownIn(hearing, one.conversation, one.push.entry.seq).length > 0,
      )
      const wasServed = robotMessages(hearing).some(
        (one) => one.kind === message.kind && shownIn(hearing, one.conversation, one.push.entry.seq).length > 0,
      )
      if (other === undefined || wasServed || strayLine(hearing, message) !== undefined) continue
      const [here, there] = message.kind === 'group' ? ['a group', 'a single chat'] : ['a single chat', 'a group']
      const [local, remote] = message.kind === 'group' ? ['群聊', '单聊'] : ['单聊', '群聊']
      yield {
        what: {
          en: `${message.user} said ${quote(message.text ?? '')} in ${here} (${message.conversation}); the bot took it and never answered, though it answers in ${there}.`,
          zh: `${message.user} 在${local}（${message.conversation}）中说了 ${quote(message.text ?? '')}，机器人已接收却没有回答，而${remote}中会回答。`,
        },
        cause: message.push.entry.seq,
        user: message.user,
      }
    }
  },
})

export const servesPeopleWithoutUserId = defineRule({
  id: 'dingtalk/serves-people-without-user-id',
  severity: 'broken',
  title: {
    en: 'People whose senderStaffId is absent are answered, too.',
    zh: '没有 senderStaffId 的人也要得到回答。',
  },
  why: {
    en: 'DingTalk tells the userId of members of the organisation alone, and only once a version of the robot is published. senderId is always there, but no operation takes it.',
    zh: '钉钉只对本组织成员、且机器人已发布时提供 userId。senderId 总会有，但没有接口接受它。',
  },
  mend: {
    en: 'Take senderStaffId for optional, key memory by senderId where it is absent, and answer by the sessionWebhook, which needs no id.',
    zh: '把 senderStaffId 当作可选字段，缺失时用 senderId 区分用户，并用不需要 ID 的 sessionWebhook 回复。',
  },
  source: RECEIVE,
  covers: ['D-07', 'DT-20'],
  *check(hearing) {
    for (const message of unanswered(hearing)) {
      if (message.staffId !== '' || !hasWords(message)) continue
      yield {
        what: {
          en: `${nameOf(message)} carried no senderStaffId; the bot took it and never answered ${message.user}.`,
          zh: `${nameOf(message)} 没有 senderStaffId，机器人已接收，却一直没有回答 ${message.user}。`,
        },
        cause: message.push.entry.seq,
        user: message.user,
      }
    }
  },
})

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
