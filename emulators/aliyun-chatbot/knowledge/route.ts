import { findValue, type ReadyFaq, type ReadyIntent, type ReadyKnowledge } from './compile.ts'
import { advanceDialog, startDialog, type DialogAnswer, type OpenDialog } from './dialog.ts'
import type { Query } from './query.ts'
import { prepare, score, type Phrase } from './score.ts'

/** What a session remembers between turns. */
export interface Context {
  /** The dialog that waits for a slot. */
  readonly dialog?: OpenDialog
  /** Ids that were recommended last. */
  readonly offered: readonly string[]
}

export const EMPTY_CONTEXT: Context = { offered: [] }

/** Something that is recommended, with its score from 0 to 1. */
export interface Candidate {
  readonly item: ReadyFaq | ReadyIntent
  readonly score: number
}

/** What the robot answers, before it takes one of the eleven shapes. */
export type Answer =
  | { readonly kind: 'faq'; readonly faq: ReadyFaq; readonly score: number; readonly perspective: string | undefined }
  | { readonly kind: 'clarify'; readonly of: 'faq' | 'intent' | 'mixed'; readonly candidates: readonly Candidate[] }
  | ({ readonly kind: 'dialog' } & DialogAnswer)
  | {
      readonly kind: 'chat'
      readonly isCustom: boolean
      readonly title: string
      readonly statement: string
      readonly content: string
    }
  | { readonly kind: 'sensitive'; readonly content: string }
  | { readonly kind: 'transfer'; readonly content: string; readonly skillGroup: string }
  | { readonly kind: 'none'; readonly content: string }

/** An answer and what the session remembers from now on. */
export interface Turn {
  readonly answer: Answer
  readonly context: Context
}

/**
 * Decides one turn. The order is ours, the product's is not public: sensitive word, global word for a person, the slot
 * that waits, an explicit knowledge or intent, custom chit-chat, then the best of FAQs and intents by score, system
 * chit-chat, no answer.
 */
export function takeTurn(knowledge: ReadyKnowledge, context: Context, query: Query): Turn {
  const { base } = knowledge
  const { utterance } = query
  // A turn that is only a warning leaves the dialog where it was.
  if (base.sensitive.words.some((word) => utterance.includes(word)))
    return { answer: { kind: 'sensitive', content: base.sensitive.answer }, context }
  const said = prepare(utterance)
  if (knowledge.transferWords.has(said.plain)) {
    const { answer: content, skillGroup } = base.transfer
    return { answer: { kind: 'transfer', content, skillGroup }, context: EMPTY_CONTEXT }
  }
  if (context.dialog !== undefined) {
    const intent = knowledge.intents.find((one) => one.id === context.dialog?.intentId)
    const turn = intent && advanceDialog(intent, context.dialog, query, base.thresholds.retries)
    if (turn !== undefined) return fromDialog(turn)
  }
  return explicit(knowledge, query) ?? matched(knowledge, query, said)
}

function fromDialog({ answer, open }: ReturnType<typeof startDialog>): Turn {
  return {
    answer: { kind: 'dialog', ...answer },
    context: open === undefined ? EMPTY_CONTEXT : { dialog: open, offered: [] },
  }
}

/** A clicked recommendation, or an intent asked for by name; nothing when neither is known. */
function explicit(knowledge: ReadyKnowledge, query: Query): Turn | undefined {
  const { knowledgeId, intentName } = query
  const byId = [...knowledge.faqs, ...knowledge.intents].find((item) => item.id === knowledgeId)
  const item = byId ?? knowledge.intents.find((intent) => intent.name === intentName)
  return item && give({ item, score: 1 }, query)
}

function give({ item, score: reached }: Candidate, query: Query): Turn {
  if (item.kind === 'intent') return fromDialog(startDialog(item, query))
  return { answer: { kind: 'faq', faq: item, score: reached, perspective: query.perspective }, context: EMPTY_CONTEXT }
}

function matched(knowledge: ReadyKnowledge, query: Query, said: Phrase): Turn {
  const { base } = knowledge
  const custom = knowledge.customChat.get(said.plain)
  if (custom !== undefined) return chat(custom, true, query)
  const { thresholds } = base
  const candidates = rank(knowledge, query.utterance, said).filter((one) => one.score >= thresholds.clarify)
  const [best, second] = candidates
  if (best !== undefined && best.score >= thresholds.direct) {
    const isExact = best.score === 1 && second?.score !== 1
    const leads =
      second === undefined || second.score < thresholds.direct || best.score - second.score >= thresholds.margin
    if (isExact || leads) return give(best, query)
  }
  if (candidates.length > 0) return clarify(candidates.slice(0, thresholds.recommendations))
  const system = knowledge.systemChat.get(said.plain)
  if (system !== undefined) return chat(system, false, query)
  return { answer: { kind: 'none', content: base.noAnswer }, context: EMPTY_CONTEXT }
}

/** Everything that can be scored, the best first; equals keep the order of the knowledge base, FAQs before intents. */
export function rank(knowledge: ReadyKnowledge, utterance: string, said: Phrase = prepare(utterance)): Candidate[] {
  const best = (phrases: readonly Phrase[], heard: readonly Phrase[]): number =>
    Math.max(...phrases.flatMap((phrase) => heard.map((one) => score(one, phrase))))
  const faqs = knowledge.faqs.map((item) => ({ item, score: best(item.phrases, [said]) }))
  const intents = knowledge.intents.map((item) => ({
    item,
    score: best(item.phrases, [said, withoutValues(item, utterance)]),
  }))
  return [...faqs, ...intents].sort((a, b) => b.score - a.score)
}

/** `查北京天气` is as good as `查天气` for an intent with a slot for the city. */
function withoutValues(intent: ReadyIntent, utterance: string): Phrase {
  const rest = intent.slots.reduce((text, slot) => {
    const found = findValue(slot, text, false)
    return found === undefined ? text : text.replace(found.origin, '')
  }, utterance)
  return prepare(rest)
}

function clarify(candidates: readonly Candidate[]): Turn {
  const kinds = new Set(candidates.map(({ item }) => item.kind))
  const of = kinds.size === 2 ? 'mixed' : kinds.has('faq') ? 'faq' : 'intent'
  return { answer: { kind: 'clarify', of, candidates }, context: { offered: candidates.map(({ item }) => item.id) } }
}

function chat(
  entry: { readonly title?: string | undefined; readonly says: readonly string[]; readonly answer: string },
  isCustom: boolean,
  query: Query,
): Turn {
  const title = entry.title ?? entry.says[0] ?? ''
  return {
    answer: { kind: 'chat', isCustom, title, statement: query.utterance, content: entry.answer },
    context: EMPTY_CONTEXT,
  }
}
