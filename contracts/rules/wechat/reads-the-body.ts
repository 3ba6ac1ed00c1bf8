import { isShown, linesOf } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { nameOf, textOf } from './push.ts'

/** A bot that was going to do something about a message has done so by then. */
const PATIENCE_MS = 10_000

export const readsTheBody = defineRule({
  id: 'wechat/reads-the-body',
  severity: 'risky',
  title: {
    en: 'A message that is acknowledged has been read.',
    zh: '返回 success 的消息，确实被读取过。',
  },
  why: {
    en: 'A push is text/xml. A parser for application/xml or JSON leaves it alone, and one that consumes it leaves nothing for the library behind it: the handler sees an empty body and acknowledges it.',
    zh: '推送的 Content-Type 是 text/xml。只认 application/xml 或 JSON 的解析器不会处理它；先读走请求体的中间件又会让后面的库读到空内容：处理函数看到空消息，照样返回 success。',
  },
  mend: {
    en: 'Take the raw body of this path, as text, whatever its type, before any other parser; log what was understood.',
    zh: '在其他解析器之前，把该路径的原始请求体按文本读取，不看类型；并记录解析结果。',
  },
  source: 'https://github.com/node-webot/co-wechat/issues/27',
  covers: ['W-06', 'WX-25'],
  *check(hearing) {
    const { pushes, calls } = hearing.of('wechat')
    const texts = pushes.filter(
      ({ entry, isDisturbed }) =>
        !isDisturbed && entry.ended.outcome === 'acknowledged' && (textOf(entry, hearing) ?? '').trim() !== '',
    )
    const [first] = texts
    if (first === undefined || hearing.endedAt - first.entry.ended.at < PATIENCE_MS) return
    const hasDoneAnything =
      calls().length > 0 ||
      pushes.some(({ entry }) => entry.ended.outcome === 'answered') ||
      hearing.platforms.some((platform) => platform !== 'wechat' && hearing.of(platform).calls().length > 0) ||
      linesOf(hearing).some(isShown) ||
      hearing.wasRestarted(first.entry.at, hearing.endedAt)
    if (hasDoneAnything) return
    yield {
      what: {
        en: `${texts.length === 1 ? nameOf(first.entry) : `${texts.length} texts, ${nameOf(first.entry)} first,`} ${texts.length === 1 ? 'was' : 'were'} acknowledged, and nothing came of ${texts.length === 1 ? 'it' : 'them'}: no call of the model or of WeChat, no answer.`,
        zh: `${texts.length} 条文本（首先是 ${nameOf(first.entry)}）返回了 success，却没有任何动作：没有调用模型或微信接口，也没有回复。`,
      },
      cause: first.entry.seq,
      user: first.entry.user,
      details: { texts: texts.length },
    }
  },
})
