/** A phrase prepared for scoring. */
export interface Phrase {
  /** Without case, width, punctuation and blanks. */
  readonly plain: string
  readonly features: ReadonlyMap<string, number>
  readonly weight: number
}

/** What is compared: one Han character, or a run of other letters or digits. */
const TOKEN = /\p{Script=Han}|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu

/** Two tokens in a row say more than one alone. */
const PAIR_WEIGHT = 2

/** Prepares a phrase: NFKC, lower case, tokens and pairs of tokens with their weights. */
export function prepare(text: string): Phrase {
  const tokens = text.normalize('NFKC').toLowerCase().match(TOKEN) ?? []
  const features = new Map<string, number>()
  const add = (feature: string, weight: number): void =>
    void features.set(feature, (features.get(feature) ?? 0) + weight)
  for (const [at, token] of tokens.entries()) {
    add(token, 1)
    const next = tokens[at + 1]
    if (next !== undefined) add(`${token} ${next}`, PAIR_WEIGHT)
  }
  let weight = 0
  for (const one of features.values()) weight += one
  return { plain: tokens.join(''), features, weight }
}

/** Least score of an utterance that holds the whole phrase, and of one that the phrase holds. */
const HOLDS = 0.75
const IS_HELD = 0.45

/**
 * How much an utterance is like a phrase, from 0 to 1: 1 when they are equal but for case and punctuation; at least 0.75
 * when the utterance holds the phrase (of two tokens or more); at least 0.45 when the phrase holds the utterance; else
 * the share of what both have in common (Dice).
 */
export function score(utterance: Phrase, phrase: Phrase): number {
  if (utterance.plain === '' || phrase.plain === '') return 0
  if (utterance.plain === phrase.plain) return 1
  const shared = dice(utterance, phrase)
  if (phrase.features.size > 1 && utterance.plain.includes(phrase.plain)) return Math.max(HOLDS, shared)
  if (utterance.features.size > 1 && phrase.plain.includes(utterance.plain))
    return Math.max(IS_HELD, Math.min(shared, HOLDS))
  return shared
}

function dice(a: Phrase, b: Phrase): number {
  const [fewer, more] = a.features.size <= b.features.size ? [a, b] : [b, a]
  let common = 0
  for (const [feature, weight] of fewer.features) common += Math.min(weight, more.features.get(feature) ?? 0)
  return (2 * common) / (a.weight + b.weight)
}
