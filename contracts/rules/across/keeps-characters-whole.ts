import { isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** What a decoder puts in the place of bytes that are no character. */
const BROKEN = '\uFFFD'

/** These platforms remark it themselves, with the byte. */
const REMARKED_THERE: ReadonlySet<string> = new Set(['wechat', 'livechat'])

export const keepsCharactersWhole = defineRule({
  id: 'across/keeps-characters-whole',
  severity: 'risky',
  title: {
    en: 'No character is cut in the middle on its way through the bot.',
    zh: '经过机器人的文字不会从字符中间切断。',
  },
  why: {
    en: 'A Chinese character is three bytes, an emoji four. A bot that decodes a stream chunk by chunk, or cuts a text by bytes, tears some of them, here and there and never twice in the same place.',
    zh: '一个汉字是三个字节，一个表情是四个。逐块解码流，或按字节切分文本，都会不时把字符切断，而且每次位置都不一样。',
  },
  mend: {
    en: 'Decode a stream with one streaming decoder (TextDecoder with `stream: true`), and cut texts between characters.',
    zh: '用同一个流式解码器解码（TextDecoder 的 `stream: true`），并在字符之间切分文本。',
  },
  source: 'https://developer.mozilla.org/en-US/docs/Web/API/TextDecoder/decode',
  covers: ['LC-01', 'WX-07'],
  *check(hearing) {
    const given = JSON.stringify(hearing.platforms.map((platform) => hearing.of(platform).settings))
    const lines = linesOf(hearing)
    if (given.includes(BROKEN) || lines.some(({ who, text }) => who === 'user' && text.includes(BROKEN))) return
    for (const line of lines) {
      const at = line.text.indexOf(BROKEN)
      if (at < 0 || line.who !== 'bot' || !isShown(line) || REMARKED_THERE.has(line.platform)) continue
      const around = line.text.slice(Math.max(0, at - 8), at + 8)
      const bytes = Buffer.byteLength(line.text.slice(0, at))
      yield {
        what: {
          en: `${line.conversation} (${line.platform}) reads U+FFFD at byte ${bytes}: ${quote(around)}; nobody and nothing the bot had its answer from has said that.`,
          zh: `${line.conversation}（${line.platform}）在第 ${bytes} 字节处看到 U+FFFD：${quote(around)}，而用户和回答来源都没有说过它。`,
        },
        cause: line.seq,
        user: line.user,
        details: { byte: bytes },
      }
    }
  },
})
