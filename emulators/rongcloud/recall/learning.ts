import type { Recalled } from '../../core/recall.ts'
import { parseContent, textOf } from '../messages/content.ts'
import type { PassedMessage } from './message.ts'

/** What everybody said last to everybody: agents suggest replies to that. */
export interface LastWords {
  hear(message: PassedMessage): void
  of(from: string, to: string): string | undefined
}

const MOST_CHATS = 10_000

/** Nobody has said anything. */
export function createLastWords(): LastWords {
  const latest = new Map<string, string>()
  return {
    hear({ from, to, objectName, content }) {
      const text = textOf(objectName, content)
      if (text === undefined) return
      latest.delete(`${from}\n${to}`)
      latest.set(`${from}\n${to}`, text)
      if (latest.size > MOST_CHATS) latest.delete(latest.keys().next().value ?? '')
    },
    of: (from, to) => latest.get(`${from}\n${to}`),
  }
}

type Fields = Readonly<Record<string, unknown>>

/** What the agents of the app knew: the same suggestion for the same words, the same answer to the same question. */
export function learnFromAgents(operation: string, asked: Fields, answer: string, words: LastWords): Recalled[] {
  if (operation === 'rongcloud.v3.chat.suggest') {
    const { userId, targetId } = (asked['provider'] ?? {}) as Fields
    const when = words.of(String(targetId), String(userId))
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
