import { createRandom } from '../../core/random.ts'
import type { Turn } from '../messages/store.ts'

/** A scripted answer of an agent: the first rule whose `when` stands in the peer's last words wins. */
export interface SuggestRule {
  /** A text that must occur; absent matches anything. */
  readonly when?: string | undefined
  /** Several suggestions, each of one or more messages. */
  readonly says: readonly (readonly string[])[]
}

/** Everything the suggestions follow from. */
export interface SuggestInput {
  readonly agentId: string
  /** Oldest first; `self` is the user who will send the reply. */
  readonly turns: readonly Turn[]
  readonly variables: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly rules: readonly SuggestRule[]
  /** What to suggest while nobody has said anything; absent suggests nothing. */
  readonly opening?: string | undefined
}

const MOST_QUOTED = 30

const PATTERNS: Readonly<
  Record<'zh' | 'en', { readonly quoting: readonly string[]; readonly plain: readonly string[] }>
> = {
  zh: {
    quoting: ['关于“{said}”，没问题。', '你说的“{said}”，我来确认一下。', '“{said}”收到。'],
    plain: ['好的，我看一下再回复你。', '可以的，稍等我一会儿。', '谢谢，我明白了。', '方便的话晚点再聊？'],
  },
  en: {
    quoting: ['About "{said}": sure.', 'Let me check "{said}" for you.', '"{said}", got it.'],
    plain: [
      'Let me look into it and come back to you.',
      'Fine with me, one moment please.',
      'Thanks, I see.',
      'Shall we talk about it later?',
    ],
  },
}

/**
 * The suggestions for one run, each a list of messages. A rule wins; otherwise they follow from agent, transcript,
 * variables and metadata alone, so the same history gives the same suggestions, and the first one quotes what the peer
 * said last, so that a test can see which history was read.
 */
export function suggest(input: SuggestInput): readonly (readonly string[])[] {
  const { agentId, turns, variables, metadata, rules, opening } = input
  if (turns.length === 0) return opening === undefined ? [] : [[opening]]
  const said = lastWords(turns)
  const rule = rules.find(({ when }) => when === undefined || (said ?? '').includes(when))
  if (rule !== undefined) return rule.says
  const random = createRandom(JSON.stringify([agentId, turns, sorted(variables), sorted(metadata)]))
  const patterns = PATTERNS[/\p{Script=Han}/u.test(said ?? '') ? 'zh' : 'en']
  const plain = [...patterns.plain]
  const take = (): string => plain.splice(random.int(0, plain.length - 1), 1)[0]!
  const first = said === undefined ? take() : random.pick(patterns.quoting).replace('{said}', () => shorten(said))
  const suggestions = [[first, ...(random.int(0, 1) === 1 ? [take()] : [])], [take()]]
  if (random.int(0, 1) === 1) suggestions.push([take()])
  return suggestions
}

function lastWords(turns: readonly Turn[]): string | undefined {
  return turns.findLast((turn) => turn.who === 'peer' && turn.text !== undefined)?.text
}

function shorten(text: string): string {
  const characters = [...text]
  return characters.length <= MOST_QUOTED ? text : `${characters.slice(0, MOST_QUOTED).join('')}…`
}

const sorted = (map: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))
