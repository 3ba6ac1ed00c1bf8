import { askedOfModel } from '../asked.ts'
import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { robotMessages } from './messages.ts'

export const trimsGroupTexts = defineRule({
  id: 'dingtalk/trims-group-texts',
  severity: 'hint',
  title: {
    en: 'The blank that is left of a mention is taken away.',
    zh: '去掉 @ 之后留下的空格。',
  },
  why: {
    en: 'DingTalk takes the mention out of a text and leaves the space beside it: " 状态". Commands that are compared as they stand never match in groups.',
    zh: '钉钉会去掉文本里的 @，但留下旁边的空格：" 状态"。直接比较的命令在群里永远匹配不上。',
  },
  mend: { en: 'Trim text.content before anything looks at it.', zh: '使用 text.content 之前先去除首尾空白。' },
  source: 'https://open.dingtalk.com/document/development/robot-message-type',
  covers: ['D-06', 'DT-07'],
  *check(hearing) {
    const asked = askedOfModel(hearing)
    for (const { push, text, user } of robotMessages(hearing)) {
      if (text === undefined || text.trim() === '' || text === text.trim()) continue
      const question = asked.find(({ call, text: said }) => call.seq > push.entry.seq && said === text)
      if (question === undefined) continue
      yield {
        what: {
          en: `The model was asked ${quote(question.text)}, with the blank that the mention has left.`,
          zh: `向模型提问的内容是 ${quote(question.text)}，带着 @ 留下的空格。`,
        },
        cause: question.call.seq,
        user,
      }
    }
  },
})
