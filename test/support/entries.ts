import type { AttemptEntry, JournalEntry, PushEntry } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'

/** The journal's entries of one kind. */
export function entriesOf<K extends JournalEntry['kind']>(
  world: DirectedWorld,
  kind: K,
): Extract<JournalEntry, { kind: K }>[] {
  return world.journal.entries().filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind)
}

/** A push that has come to its end, with its deliveries. */
export type Settled = PushEntry & { readonly attempts: readonly AttemptEntry[] }

/** Waits in virtual time for pushes to come to their end, for each of them once, in their order. */
export function settledInTurn(world: DirectedWorld): () => Promise<Settled> {
  const awaited = new Set<number>()
  return async () => {
    const push = await world.until(
      () => entriesOf(world, 'push').find((entry) => entry.ended !== undefined && !awaited.has(entry.seq)),
      600_000,
      'a push to settle',
    )
    if (push === undefined) throw new Error('no push has settled')
    awaited.add(push.seq)
    return { ...push, attempts: entriesOf(world, 'attempt').filter((entry) => entry.cause === push.seq) }
  }
}
