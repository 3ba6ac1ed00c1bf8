import { prepare, type Phrase } from './score.ts'
import type { Faq, Intent, KnowledgeBase, Slot } from './schema.ts'

/** A slot with its values ready to be found in a text. */
export interface ReadySlot {
  readonly name: string
  readonly asks: string
  /** Ways to say values, the longest first; absent when anything goes. */
  readonly values: readonly { readonly spoken: string; readonly value: string }[] | undefined
  readonly pattern: RegExp | undefined
}

/** A FAQ or an intent with its phrases ready to be scored. */
export interface ReadyFaq extends Faq {
  readonly kind: 'faq'
  readonly id: string
  readonly phrases: readonly Phrase[]
}
export interface ReadyIntent extends Omit<Intent, 'slots'> {
  readonly kind: 'intent'
  readonly id: string
  /** What recommendations show. */
  readonly title: string
  readonly dialog: string
  readonly slots: readonly ReadySlot[]
  readonly phrases: readonly Phrase[]
}

/** A knowledge base with all work done that needs to be done once. */
export interface ReadyKnowledge {
  readonly base: KnowledgeBase
  readonly faqs: readonly ReadyFaq[]
  readonly intents: readonly ReadyIntent[]
  readonly customChat: ReadonlyMap<string, KnowledgeBase['chitchat']['custom'][number]>
  readonly systemChat: ReadonlyMap<string, KnowledgeBase['chitchat']['custom'][number]>
  readonly transferWords: ReadonlySet<string>
}

const FIRST_FAQ_ID = 5001
const FIRST_INTENT_ID = 7001

/** Prepares a knowledge base; work per utterance is scoring only. */
export function compileKnowledge(base: KnowledgeBase): ReadyKnowledge {
  const plain = (text: string): string => prepare(text).plain
  const chat = (entries: KnowledgeBase['chitchat']['custom']): ReadyKnowledge['customChat'] =>
    new Map(entries.flatMap((entry) => entry.says.map((says) => [plain(says), entry] as const)))
  return {
    base,
    faqs: base.faq.map((faq, at) => ({
      ...faq,
      kind: 'faq',
      id: faq.id ?? String(FIRST_FAQ_ID + at),
      phrases: [faq.title, ...faq.similar].map(prepare),
    })),
    intents: base.intents.map((intent, at) => ({
      ...intent,
      kind: 'intent',
      id: intent.id ?? String(FIRST_INTENT_ID + at),
      title: intent.says[0] ?? intent.name,
      dialog: intent.dialog ?? intent.name,
      slots: intent.slots.map(readySlot),
      phrases: intent.says.map(prepare),
    })),
    customChat: chat(base.chitchat.custom),
    systemChat: chat(base.chitchat.system),
    transferWords: new Set(base.transfer.words.map(plain)),
  }
}

function readySlot({ name, asks, values, pattern }: Slot): ReadySlot {
  const spoken =
    values === undefined
      ? undefined
      : Object.entries(values)
          .flatMap(([value, others]) => [value, ...others].map((one) => ({ spoken: one.toLowerCase(), value })))
          .sort((a, b) => b.spoken.length - a.spoken.length)
  return { name, asks, values: spoken, pattern: pattern === undefined ? undefined : new RegExp(pattern, 'u') }
}

/** A value found in a text: normalised, and as it was typed. */
export interface FoundValue {
  readonly value: string
  readonly origin: string
}

/**
 * Looks for a slot's value in a text. `isAnswer`: the text is the answer to the slot's question, so a slot without values
 * takes all of it.
 */
export function findValue(slot: ReadySlot, text: string, isAnswer: boolean): FoundValue | undefined {
  const match = slot.pattern?.exec(text)
  if (match?.[0] !== undefined && match[0] !== '') return { value: match[0], origin: match[0] }
  if (slot.values !== undefined) {
    const lower = text.toLowerCase()
    for (const { spoken, value } of slot.values) {
      const at = lower.indexOf(spoken)
      if (at >= 0) return { value, origin: text.slice(at, at + spoken.length) }
    }
    return undefined
  }
  const whole = text.trim()
  return slot.pattern === undefined && isAnswer && whole !== '' ? { value: whole, origin: whole } : undefined
}
