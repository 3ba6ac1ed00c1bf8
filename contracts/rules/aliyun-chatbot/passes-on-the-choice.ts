import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { turnsOf } from './turns.ts'
import { isRead, offeredIn, shownTurns } from './words.ts'

export const passesOnTheChoice = defineRule({
  id: 'aliyun-chatbot/passes-on-the-choice',
  severity: 'risky',
  title: {
    en: 'A number the visitor chooses is sent as the question it stands for.',
    zh: '访客选择的编号会换成对应的问题再发送。',
  },
  why: {
    en: 'The numbers of the list are the bot’s own; the robot knows titles and KnowledgeIds only, and takes a bare "2" for a new question.',
    zh: '列表编号是机器人程序自己加的；服务端只认标题和 KnowledgeId，单独一个“2”会被当作新问题。',
  },
  mend: {
    en: 'Keep the list with the session; send the Title of the chosen element as Utterance, with its KnowledgeId.',
    zh: '把列表与会话一起保存，将所选项的 Title 作为 Utterance 发送，并带上 KnowledgeId。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-26'],
  *check(hearing) {
    const turns = turnsOf(hearing)
    for (const { turn, shown } of shownTurns(hearing)) {
      const titles = offeredIn(turn)
      const next = turns.find(({ call, asked }) => call.seq > turn.call.seq && asked.SenderId === turn.asked.SenderId)
      const number = /^\s*(\d{1,2})\s*$/.exec(next?.asked.Utterance ?? '')?.[1]
      const title = number === undefined ? undefined : titles[Number(number) - 1]
      // Only a list with numbers invites a number.
      if (next === undefined || title === undefined || !isRead(`${number}. ${title}`, shown)) continue
      yield {
        what: {
          en: `The visitor was offered ${quote(`${number}. ${title}`)} and chose ${number}; the robot was asked ${quote(next.asked.Utterance)} instead of ${quote(title)}.`,
          zh: `访客看到 ${quote(`${number}. ${title}`)} 并选择了 ${number}，发给机器人的却是 ${quote(next.asked.Utterance)}，而不是 ${quote(title)}。`,
        },
        cause: next.call.seq,
        user: next.call.user,
        details: { offered: turn.call.seq, title },
      }
    }
  },
})
