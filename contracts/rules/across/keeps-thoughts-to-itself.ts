import { isSaid, isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** Marks between which models think, call tools, or keep their template. */
const OF_MODELS =
  /<\/?(?:think|thinking|reasoning|tool_calls?|function_calls?|tool_response)>|<\|[a-z_]+\|>|<｜[^｜]{2,40}｜>/i

export const keepsThoughtsToItself = defineRule({
  id: 'across/keeps-thoughts-to-itself',
  severity: 'risky',
  title: {
    en: 'People read what the model answers, not what it thinks or which tools it calls.',
    zh: '用户看到的是模型的回答，而不是它的思考过程或工具调用。',
  },
  why: {
    en: 'Some models write their thoughts and tool calls into the text, between tags such as <think>, and not every server takes them out. In a stream a tag may be cut between two pieces, so that a filter for each piece misses it.',
    zh: '有些模型把思考和工具调用写进正文，放在 <think> 这类标签之间，而并非每个推理服务都会剥离。流式输出时标签可能被切在两段之间，逐段过滤会漏掉。',
  },
  mend: {
    en: 'Have the server separate them (reasoning_content), or take them out of the whole stream, with the end of each piece held back while it may be the beginning of a tag.',
    zh: '让推理服务单独返回（reasoning_content）；或对整个流过滤：每段末尾若可能是标签的开头，先留住再判断。',
  },
  source: 'https://github.com/hanfangyuan4396/dify-on-wechat/issues/233',
  covers: ['X-07'],
  *check(hearing) {
    const lines = linesOf(hearing)
    const said = lines.filter(isSaid)
    for (const line of lines) {
      const mark = line.who === 'bot' && isShown(line) ? OF_MODELS.exec(line.text) : null
      // Somebody who asks what <think> means may read it in the answer.
      if (mark === null || said.some(({ text }) => text.includes(mark[0]))) continue
      const around = line.text.slice(mark.index, mark.index + 30)
      yield {
        what: {
          en: `${line.conversation} (${line.platform}) reads ${mark[0]} at character ${mark.index}: ${quote(around)}.`,
          zh: `${line.conversation}（${line.platform}）在第 ${mark.index} 个字符处看到 ${mark[0]}：${quote(around)}。`,
        },
        cause: line.seq,
        user: line.user,
        details: { mark: mark[0], at: mark.index },
      }
    }
  },
})
