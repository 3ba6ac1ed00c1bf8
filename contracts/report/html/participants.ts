import type { JournalEntry } from '../../../emulators/core/journal-entries.ts'

/** A lifeline of the diagram. */
export interface Participant {
  /** The platform's id, `bot` or `users`. */
  readonly id: string
  readonly title: string
  readonly role: 'user' | 'platform' | 'bot' | 'service'
}

const MOST_NAMES = 3

/**
 * Who takes part, from left to right: the users, the platforms they are on, the bot, and the services it only calls, such
 * as its model. The users are one lifeline however many they are.
 */
export function findParticipants(entries: readonly JournalEntry[]): Participant[] {
  const names = new Set<string>()
  const platforms = new Set<string>()
  const called = new Set<string>()
  for (const entry of entries) {
    if (entry.kind === 'call' || entry.kind === 'fault') called.add(entry.platform)
    if (entry.kind === 'act' || entry.kind === 'attempt' || entry.kind === 'message') platforms.add(entry.platform)
    if (entry.kind === 'act' && entry.from !== '') names.add(entry.from)
    if (entry.kind === 'message' && entry.line.who === 'user') names.add(entry.line.user)
  }
  const services = [...called].filter((id) => !platforms.has(id))
  const title = names.size > MOST_NAMES ? `${names.size} people` : [...names].join(', ') || 'user'
  return [
    ...(platforms.size === 0 ? [] : [{ id: 'users', title, role: 'user' } as const]),
    ...[...platforms].map((id) => ({ id, title: id, role: 'platform' }) as const),
    { id: 'bot', title: 'bot', role: 'bot' },
    ...services.map((id) => ({ id, title: id, role: 'service' }) as const),
  ]
}

/** The place of a platform's lifeline. */
export function participantOf(all: readonly Participant[], platform: string): number {
  return all.findIndex(({ id, role }) => id === platform && (role === 'platform' || role === 'service'))
}

/** Whether a name has to be told because the users' lifeline stands for several. */
export function isFrom(all: readonly Participant[], name: string): boolean {
  return name !== '' && all.some(({ role, title }) => role === 'user' && title !== name)
}
