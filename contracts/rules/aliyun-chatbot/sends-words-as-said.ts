import { isSaid, linesOf, quote, waitingAt } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { turnsOf } from './turns.ts'

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The text as it would be had each byte of its UTF-8 been taken for a character. */
const asLatin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** What was done to the words on the way, where it can be told. */
function damage(said: string, sent: string): { en: string; zh: string } | undefined {
  if (said === '' || said === sent) return undefined
  if (/%[0-9a-f]{2}/i.test(sent) && decoded(sent) === said)
    return { en: 'URL-encoded once too often', zh: '多做了一次 URL 编码' }
  if (sent === asLatin1(said)) return { en: 'UTF-8 read as Latin-1', zh: '把 UTF-8 当作 Latin-1 读取' }
  if (sent.includes('\uFFFD') && !said.includes('\uFFFD'))
    return { en: 'with U+FFFD in place of characters', zh: '部分字符变成了 U+FFFD' }
  // eslint-disable-next-line no-control-regex -- what is not ASCII is the point
  if (/[^\x00-\x7F]/.test(said) && sent === said.replace(/[^\x00-\x7F]/gu, '?'))
    return { en: 'with ? in place of characters', zh: '部分字符变成了 ?' }
  if (sent === JSON.stringify(said)) return { en: 'in the quotes of JSON', zh: '带着 JSON 的引号' }
  return undefined
}

export const sendsWordsAsSaid = defineRule({
  id: 'aliyun-chatbot/sends-words-as-said',
  severity: 'broken',
  title: {
    en: 'The Utterance is what the visitor said, character by character.',
    zh: 'Utterance 与访客所说逐字一致。',
  },
  why: {
    en: 'Parameters are URL-encoded once, in UTF-8, by whoever sends the request. Encoded by hand before that, or passed through another charset, they arrive as other words; the signature is right all the same, and the robot finds no answer.',
    zh: '参数只在发送时按 UTF-8 做一次 URL 编码。如果之前手动编码过，或经过别的字符集，收到的就不是原话；签名依然正确，机器人却找不到答案。',
  },
  mend: {
    en: 'Hand the plain text to the client or to the code that signs; encode in one place only.',
    zh: '把原文直接交给 SDK 或签名代码，只在一处编码。',
  },
  source: 'https://help.aliyun.com/document_detail/25490.htm',
  covers: ['A-02', 'A-14', 'AL-02'],
  implies: ['aliyun-chatbot/unread-parameters'],
  *check(hearing) {
    const words = linesOf(hearing).filter(isSaid)
    for (const { call, asked } of turnsOf(hearing)) {
      const waiting = waitingAt(hearing, call.seq)
      const [line] = waiting
      // What somebody really said is nobody's mistake.
      if (line === undefined || waiting.length !== 1 || words.some(({ text }) => text.trim() === asked.Utterance))
        continue
      const how = damage(line.text.trim(), asked.Utterance)
      if (how === undefined) continue
      yield {
        what: {
          en: `${line.user} said ${quote(line.text)}; the robot was asked ${quote(asked.Utterance)}, the same ${how.en}.`,
          zh: `${line.user} 说的是 ${quote(line.text)}，发给机器人的却是 ${quote(asked.Utterance)}：${how.zh}。`,
        },
        cause: call.seq,
        user: line.user,
        details: { bytes: Buffer.byteLength(asked.Utterance) },
      }
    }
  },
})
