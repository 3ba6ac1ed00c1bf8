import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { isRead, shownTurns, wordsIn } from './words.ts'

export const showsWhatTheRobotSaid = defineRule({
  id: 'aliyun-chatbot/shows-what-the-robot-said',
  severity: 'broken',
  title: {
    en: 'The robot’s answer reaches the visitor, of whatever kind it is.',
    zh: '无论机器人的回答是哪种类型，访客都能看到。',
  },
  why: {
    en: 'Answers come as Text or as Knowledge, AnswerSource is spelt in several ways (KNOWLEDGE, Knowledge, KnowledgeBase), Score runs to 100 or to 1, and Success and RequestId are missing in some. A bot that expects one of these forms throws good answers away.',
    zh: '回答可能是 Text 或 Knowledge，AnswerSource 有多种写法（KNOWLEDGE、Knowledge、KnowledgeBase），Score 有百分制也有 1 分制，有些应答没有 Success 和 RequestId。只认一种形式，会把好好的回答丢掉。',
  },
  mend: {
    en: 'Go through all Messages and look which member is there: Text.Content, Knowledge.Summary or Knowledge.Content, Recommends[].Title. A refusal has a Code; nothing else is one.',
    zh: '遍历所有 Messages，看有哪个成员：Text.Content、Knowledge.Summary 或 Knowledge.Content、Recommends[].Title。有 Code 才是失败，其余都不是。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-20', 'A-26'],
  implies: ['livechat/answers-empty', 'livechat/stream-says-nothing', 'livechat/text-empty'],
  *check(hearing) {
    for (const { turn, waiting, shown } of shownTurns(hearing)) {
      const words = wordsIn(turn).filter((one) => one.trim() !== '')
      const [first] = words
      // Some platforms hand over without a word.
      if (shown.some(({ kind }) => kind === 'transfer')) continue
      if (first === undefined || words.some((one) => isRead(one, shown))) continue
      const instead = shown.map(({ text }) => text).join('\n')
      const kinds = turn.messages.map((message) => Object.keys(message).join('+')).join(', ')
      yield {
        what: {
          en: `The robot answered ${waiting.user} with ${quote(first)} (${kinds}), and ${instead === '' ? 'nothing was shown' : `${quote(instead)} was shown instead`}.`,
          zh: `机器人对 ${waiting.user} 的回答是 ${quote(first)}（${kinds}），${instead === '' ? '访客什么也没看到' : `访客看到的却是 ${quote(instead)}`}。`,
        },
        cause: turn.call.seq,
        user: waiting.user,
        details: { requestId: (turn.call.ended?.output as { RequestId?: unknown })?.RequestId },
      }
    }
  },
})
