import { ALPHANUMERIC, createRandom } from '../../core/random.ts'
import type { Settings } from '../settings.ts'

/** Where people and the robot talk: a single chat, a group, or the magic wand (魔法棒), which has no openConversationId. */
export interface Conversation {
  readonly kind: 'single' | 'group' | 'wand'
  /** The name scenarios and the transcript use: the person's for a single chat and the wand, else the group's. */
  readonly name: string
  /** The same as openConversationId; empty for the wand. */
  readonly conversationId: string
  /** Names of the people in it. */
  readonly members: ReadonlySet<string>
  /** A group that was dissolved (解散). */
  readonly isDissolved: boolean
}

/** The conversations the robot is in. */
export interface Conversations {
  single(person: string): Conversation
  wand(person: string): Conversation
  /** A group that exists, or undefined. */
  group(name: string): Conversation | undefined
  /** The group with this name, made when there is none. */
  openGroup(name: string): Conversation
  withId(conversationId: string): Conversation | undefined
  join(group: string, person: string): void
  leave(group: string, person: string): void
  dissolve(group: string): void
  clear(): void
}

interface Held extends Conversation {
  readonly members: Set<string>
  isDissolved: boolean
}

const MOST_CONVERSATIONS = 100_000

/** Only the groups of the settings exist at first. */
export function createConversations(settings: Settings, seedOf: () => string): Conversations {
  const held = new Map<string, Held>()
  const byId = new Map<string, Held>()

  function make(kind: Conversation['kind'], name: string, members: readonly string[]): Held {
    const random = createRandom(`${seedOf()}/dingtalk/${kind}/${name}`)
    const conversationId = kind === 'wand' ? '' : `cid${random.text(22, ALPHANUMERIC)}==`
    const made: Held = { kind, name, conversationId, members: new Set(members), isDissolved: false }
    held.set(`${kind}/${name}`, made)
    if (conversationId !== '') byId.set(conversationId, made)
    if (held.size > MOST_CONVERSATIONS) {
      const [key, oldest] = held.entries().next().value!
      held.delete(key)
      byId.delete(oldest.conversationId)
    }
    return made
  }

  const group = (name: string): Held | undefined => {
    const members = settings.groups[name]
    return held.get(`group/${name}`) ?? (members === undefined ? undefined : make('group', name, members))
  }
  const openGroup = (name: string): Held => group(name) ?? make('group', name, [])

  return {
    single: (person) => held.get(`single/${person}`) ?? make('single', person, [person]),
    wand: (person) => held.get(`wand/${person}`) ?? make('wand', person, [person]),
    group,
    openGroup,
    withId(conversationId) {
      if (!byId.has(conversationId)) for (const name of Object.keys(settings.groups)) group(name)
      return byId.get(conversationId)
    },
    join: (name, person) => void openGroup(name).members.add(person),
    leave: (name, person) => void group(name)?.members.delete(person),
    dissolve(name) {
      const found = group(name)
      if (found !== undefined) found.isDissolved = true
    },
    clear() {
      held.clear()
      byId.clear()
    },
  }
}
