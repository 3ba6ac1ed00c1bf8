import { indexOccurrences, type Occurrences } from './occurrences.ts'
import { textPieces } from './text-pieces.ts'
import type { NameBook } from './name-book.ts'

declare const clean: unique symbol

/** Something that holds no secret, no id of a real account and no number of a person. Only a {@link Redactor} makes it. */
export type Redacted<T> = T & { readonly [clean]: true }

/** Takes out of recorded values what must not be written. */
export interface Redactor {
  /** Says that a text is a secret or an id, from now on and for what has been recorded before. */
  hide(text: string): void
  /** A deep copy without anything hidden; plain data only. */
  redact<T>(value: T): Redacted<T>
  /** The same as a pattern that fits whatever stands in place of the hidden parts; a plain text when there are none. */
  redactPattern(text: string): Redacted<string | { matches: string }>
  /** Something hidden that occurs in a text all the same. The last check before a file is written. */
  findLeak(text: string): string | undefined
}

/** Shorter texts are too likely to occur by chance. */
const SHORTEST = 6
const MOST_HIDDEN = 5000
const MASK = '****'

/** Words of scenario files: an id that is one of them tells nobody anything, and cannot be told from the word. */
const WORDS: ReadonlySet<string> = new Set(
  `account advance aliyun-chatbot answers any-order article articles attribute breaksAfter buttons callback-reply contains
   content delayMs delivery description dingtalk duration expect fields follow format inject latitude livechat location
   longitude markdown matches mention mentions message messages nothing objectName operation outcome params picUrl picture
   pieces platform platforms precision private-message recognition recorded restart-bot reversed richText rongcloud run-bot
   service-message session-webhook settings shortvideo source startsWith status stream suggest suggestion suggestions
   template transfer unfollow wechat within`.split(/\s+/),
)

/** Whether an id can be looked for in any text: nothing a file says by itself is written in another script than Latin. */
const isTelling = (id: string): boolean =>
  !WORDS.has(id) && (id.length >= SHORTEST || (id.length > 1 && /[^\0-\u024f]/u.test(id)))

/** What looks like a person's own number wherever it stands: mail address, identity card, mobile number of the mainland. */
const PERSONAL: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'somebody@example.com'],
  [/(?<!\d)\d{17}[\dXx](?![\dXx])/g, '110101199003070000'],
  [/(?<!\d)1[3-9]\d{9}(?!\d)/g, '13800000000'],
]

/**
 * @param names ids of people and groups; they are replaced by their names
 * @param secrets what is known to be secret from the beginning
 */
export function createRedactor(names: NameBook, secrets: readonly string[]): Redactor {
  const hidden = new Set<string>()
  let told = 0
  let indexed: { readonly at: number; readonly occurrences: Occurrences } | undefined

  function hide(text: string): void {
    if (text.length < SHORTEST || WORDS.has(text) || hidden.has(text)) return
    hidden.add(text)
    told += 1
    if (hidden.size > MOST_HIDDEN) hidden.delete(hidden.values().next().value ?? '')
  }
  for (const secret of secrets) hide(secret)

  /** Longest first, so that no part of a secret stays when another secret is contained in it. */
  function occurrences(): Occurrences {
    const at = told + names.given
    if (indexed?.at === at) return indexed.occurrences
    const named = [...names.entries()].filter(([id, name]) => isTelling(id) && id !== name)
    const masked = [...hidden].map((text) => [text, MASK] as const)
    indexed = { at, occurrences: indexOccurrences([...named, ...masked].sort(([a], [b]) => b.length - a.length)) }
    return indexed.occurrences
  }

  const pieces = (text: string): ReturnType<typeof textPieces> => textPieces(text, occurrences().in(text), PERSONAL)
  const plain = (text: string): string =>
    pieces(text)
      .map((piece) => piece.text)
      .join('')

  function value(given: unknown): unknown {
    if (typeof given === 'string') return plain(given)
    if (Array.isArray(given)) return given.map(value)
    if (typeof given !== 'object' || given === null) return given
    return Object.fromEntries(Object.entries(given).map(([key, held]) => [plain(key), value(held)]))
  }

  return {
    hide,
    redact: <T>(given: T) => value(given) as Redacted<T>,
    redactPattern(text) {
      const parts = pieces(text)
      const isPlain = parts.every((piece) => !piece.replaced)
      const pattern = (): string => parts.map((piece) => (piece.replaced ? '[^]+' : escape(piece.text))).join('')
      return (isPlain ? text : { matches: `^${pattern()}$` }) as Redacted<string | { matches: string }>
    },
    findLeak: (text) => occurrences().in(text)[0]?.[0],
  }
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
