import type { Recalled } from '../../core/recall.ts'
import { parseContent, textOf } from '../messages/content.ts'
import type { PassedMessage } from './message.ts'

/** What everybody said last to everybody: agents suggest replies to that. */
export interface LastWords {
  /** `at` is when it passed (ms since the epoch). */
  hear(message: PassedMessage, at: number): void
  /** What had been said last when a call went out. */
  of(from: string, to: string, at: number): string | undefined
}

const MOST_CHATS = 10_000
/** A call is answered before so many further messages have come. */
const MOST_WORDS = 20

/** Nobody has said anything. */
export function createLastWords(): LastWords {
  const chats = new Map<string, { readonly at: number; readonly text: string }[]>()
  return {
    hear({ from, to, objectName, content }, at) {
      const text = textOf(objectName, content)
      if (text === undefined) return
      const key = `${from}\n${to}`
      const said = [...(chats.get(key) ?? []), { at, text }].slice(-MOST_WORDS)
      chats.delete(key)
      chats.set(key, said)
      if (chats.size > MOST_CHATS) chats.delete(chats.keys().next().value ?? '')
    },
    of: (from, to, at) => chats.get(`${from}\n${to}`)?.findLast((said) => said.at <= at)?.text,
  }
}

type Fields = Readonly<Record<string, unknown>>

/** What the agents of the app knew when they were asked `at` (ms since the epoch): the same suggestion for the same words, the same answer to the same question. */
export function learnFromAgents(
  operation: string,
  asked: Fields,
  at: number,
  answer: string,
  words: LastWords,
): Recalled[] {
  if (operation === 'rongcloud.v3.chat.suggest') {
    const { userId, targetId } = (asked['provider'] ?? {}) as Fields
    const when = words.of(String(targetId), String(userId), at)
    const says = suggestionsIn(parseContent(answer) ?? {})
    // Before anybody has spoken there is nothing a rule could fit.
    return when === undefined ? [] : [{ knows: { setting: 'suggestions', item: { when, says } } }]
  }
  if (operation === 'rongcloud.v3.chat.generate' && typeof asked['query'] === 'string')
    return [{ knows: { setting: 'answers', item: { when: asked['query'], says: answerIn(answer) } } }]
  return []
}

/** An answer, whole or in events. */
function answerIn(body: string): string {
  const whole = parseContent(body)?.['answer']
  if (typeof whole === 'string') return whole
  const pieces = body.split(/\r?\n/).flatMap((line) => {
    const piece = line.startsWith('data:') ? parseContent(line.slice('data:'.length))?.['answer'] : undefined
    return typeof piece === 'string' ? [piece] : []
  })
  return pieces.join('')
}

/** What is suggested, whether RongCloud says it or the bot to the app's client: several texts for each. */
export function suggestionsIn({ suggestions }: Fields): string[][] {
  return (Array.isArray(suggestions) ? suggestions : []).map((one: unknown) => {
    if (typeof one === 'string') return [one]
    const { messages } = (one ?? {}) as Fields
    const texts = (Array.isArray(messages) ? messages : []) as ({ content?: unknown } | null)[]
    return texts.map((message) => String(message?.content ?? ''))
  })
}
