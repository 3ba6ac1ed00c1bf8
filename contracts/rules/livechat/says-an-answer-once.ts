import type { Hearing } from '../hearing.ts'
import { isShown, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** Shorter texts may well be said twice in a row: 哈哈, 88. */
const SHORTEST = 8

/** The half of a text that is the same text twice. */
function doubled(text: string): string | undefined {
  const half = text.slice(0, text.length / 2)
  return half.length >= SHORTEST && half + half === text ? half : undefined
}

/** Whether whatever the answer was made from says the whole of it by itself. */
function wasGiven(hearing: Hearing, text: string): boolean {
  const inJson = JSON.stringify(text).slice(1, -1)
  return ['model', 'aliyun-chatbot']
    .flatMap((platform) => hearing.of(platform).calls())
    .some(({ ended }) => JSON.stringify(ended?.output ?? '').includes(inJson))
}

export const saysAnAnswerOnce = defineRule({
  id: 'livechat/says-an-answer-once',
  severity: 'risky',
  title: {
    en: 'A streamed answer is not repeated at its end.',
    zh: '流式回答的结尾不会把全文再说一遍。',
  },
  why: {
    en: 'The gateway appends each piece to the bubble. Several services end their own stream with an event that holds the whole text; a bot that passes that on as one more piece shows everything twice.',
    zh: '网关会把每一段追加到同一气泡。有些服务会在流的结尾用一个事件给出全文，若把它也当作一段转发，访客会看到两遍。',
  },
  mend: {
    en: 'Pass on the pieces only; use the final text for your records, or where no piece has come.',
    zh: '只转发增量；最终全文仅用于记录，或在没有收到增量时使用。',
  },
  source: 'https://docs.dify.ai/en/api-reference/guides/streaming',
  covers: ['L-50', 'LC-09', 'LC-06'],
  *check(hearing) {
    for (const line of hearing.of('livechat').lines) {
      if (line.who !== 'bot' || !isShown(line) || line.via !== 'stream') continue
      const half = doubled(line.text.trim())
      if (half === undefined || wasGiven(hearing, line.text.trim())) continue
      yield {
        what: {
          en: `${line.conversation} reads ${quote(half)} twice in one bubble: ${line.text.length} characters in ${line.pieces.length} pieces.`,
          zh: `${line.conversation} 在一个气泡里看到两遍 ${quote(half)}：共 ${line.text.length} 个字符、${line.pieces.length} 段。`,
        },
        cause: line.seq,
        user: line.user,
        details: { characters: line.text.length, pieces: line.pieces.length },
      }
    }
  },
})
