import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { isRead, offeredIn, shownTurns } from './words.ts'

export const offersTheChoices = defineRule({
  id: 'aliyun-chatbot/offers-the-choices',
  severity: 'broken',
  title: {
    en: 'What the robot recommends is offered to the visitor, all of it.',
    zh: '机器人的推荐问题会全部展示给访客。',
  },
  why: {
    en: 'A vague question is answered with Recommends, a list of titles, and no Text beside it. A bot that reads Messages[0].Text.Content has nothing to say then.',
    zh: '问题含糊时，机器人只返回推荐问题列表 Recommends，没有 Text。只读 Messages[0].Text.Content 的机器人此时无话可说。',
  },
  mend: {
    en: 'Show the Title of every element of Recommends, as buttons or as a numbered list, and send the chosen Title as the next Utterance.',
    zh: '把 Recommends 中每一项的 Title 以按钮或编号列表展示，访客选择后把该 Title 作为下一个 Utterance 发送。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-20', 'A-26'],
  implies: ['livechat/answers-empty', 'livechat/stream-says-nothing', 'livechat/text-empty'],
  *check(hearing) {
    for (const { turn, waiting, shown } of shownTurns(hearing)) {
      const titles = offeredIn(turn)
      const missing = titles.filter((title) => !isRead(title, shown))
      const [first] = missing
      if (first === undefined) continue
      yield {
        what: {
          en: `The robot recommended ${titles.length} questions to ${waiting.user}, and ${missing.length} of them were not shown: ${missing.map(quote).join(', ')}.`,
          zh: `机器人向 ${waiting.user} 推荐了 ${titles.length} 个问题，其中 ${missing.length} 个没有展示：${missing.map(quote).join('、')}。`,
        },
        cause: turn.call.seq,
        user: waiting.user,
        details: { titles, missing },
      }
    }
  },
})
