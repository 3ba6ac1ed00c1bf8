import { isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { turnsOf } from './turns.ts'

/** Kinds of messages in which tags are not seen. */
const RENDERS_HTML: ReadonlySet<string> = new Set(['rich-text', 'html'])

export const showsPlainWords = defineRule({
  id: 'aliyun-chatbot/shows-plain-words',
  severity: 'risky',
  title: {
    en: 'A rich answer of the robot is shown without its tags.',
    zh: '机器人的富文本回答展示时不带标签。',
  },
  why: {
    en: 'Content of the type RICH_TEXT is HTML, which most chats show letter by letter. The plain words stand in Summary.',
    zh: 'RICH_TEXT 类型的 Content 是 HTML，大多数聊天窗口会原样显示标签；纯文本在 Summary 里。',
  },
  mend: {
    en: 'Show Summary where ContentType is RICH_TEXT, or send the HTML as a message type that renders it.',
    zh: 'ContentType 为 RICH_TEXT 时展示 Summary，或用能渲染 HTML 的消息类型发送。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-27'],
  implies: ['livechat/text-shown-as-typed'],
  *check(hearing) {
    const rich = turnsOf(hearing).flatMap(({ call, messages }) =>
      messages.flatMap((message) => {
        const knowledge =
          'Knowledge' in message ? (message.Knowledge as { ContentType?: string; Content?: string }) : {}
        const { ContentType, Content = '' } = knowledge
        return ContentType === 'RICH_TEXT' && /<[a-z][^>]*>/i.test(Content) ? [{ call, content: Content }] : []
      }),
    )
    if (rich.length === 0) return
    for (const line of linesOf(hearing)) {
      if (line.who !== 'bot' || !isShown(line) || RENDERS_HTML.has(line.kind)) continue
      const found = rich.find(({ call, content }) => call.seq < line.seq && line.text.includes(content))
      if (found === undefined) continue
      yield {
        what: {
          en: `${line.conversation} reads the tags of a rich answer: ${quote(found.content)}.`,
          zh: `${line.conversation} 看到了富文本的标签：${quote(found.content)}。`,
        },
        cause: line.seq,
        user: line.user,
        details: { answer: found.call.seq },
      }
    }
  },
})
