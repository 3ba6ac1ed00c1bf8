import { defineRule } from '../rule.ts'
import { answerTo } from './answers.ts'
import { nameOf, questions, textOf } from './push.ts'

export const readsIdsAsText = defineRule({
  id: 'wechat/reads-ids-as-text',
  severity: 'broken',
  title: {
    en: 'A MsgId is read as text, not as a number.',
    zh: 'MsgId 按文本读取，而不是数字。',
  },
  why: {
    en: 'A MsgId is a 64-bit integer above 2^53. As a number of JavaScript, or of any other double, its last digits are rounded: two messages get one id, and logs name ids that never were.',
    zh: 'MsgId 是大于 2^53 的 64 位整数；当作 JavaScript 数字或任何双精度数时，末几位会被舍入：两条消息变成同一个 id，日志里也会出现不存在的 id。',
  },
  mend: {
    en: 'Turn off number parsing in the XML reader, and keep MsgId as a string in code and database.',
    zh: '关闭 XML 解析器的数字转换，代码和数据库中都用字符串保存 MsgId。',
  },
  source: 'https://github.com/silenceper/wechat/issues/646',
  covers: ['W-13', 'WX-05'],
  implies: ['across/answers-every-message'],
  *check(hearing) {
    const { pushes } = hearing.of('wechat')
    const asked = questions(hearing)
    for (const [at, later] of pushes.entries()) {
      const id = later.entry.ids['MsgId']
      const text = textOf(later.entry, hearing)
      if (id === undefined || text === undefined || later.isDisturbed) continue
      const twin = pushes.slice(0, at).find(({ entry }) => {
        const other = entry.ids['MsgId']
        return other !== undefined && other !== id && Number(other) === Number(id) && entry.user === later.entry.user
      })
      if (twin === undefined || textOf(twin.entry, hearing) === text) continue
      const first = answerTo(twin, hearing)
      const second = answerTo(later, hearing)
      const wasAsked = asked.some((question) => question.call.seq > later.entry.seq && question.text.includes(text))
      if (first === undefined || wasAsked || (second !== undefined && second !== first)) continue
      yield {
        what: {
          en: `${nameOf(later.entry)} was taken for MsgId ${twin.entry.ids['MsgId']}: both are ${Number(id)} as a double.`,
          zh: `${nameOf(later.entry)} 被当成了 MsgId ${twin.entry.ids['MsgId']}：两者作为双精度数都是 ${Number(id)}。`,
        },
        cause: later.entry.seq,
        user: later.entry.user,
        details: { asNumber: Number(id), ...later.entry.ids },
      }
    }
  },
})
