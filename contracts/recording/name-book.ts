/** Stable names for people and groups whose ids must not be written. */
export interface NameBook {
  /** The name of whoever has one of these ids; the others become ids of theirs. */
  person(...ids: readonly string[]): string
  group(...ids: readonly string[]): string
  /** Every id that has a name, with it. */
  entries(): Iterable<readonly [id: string, name: string]>
  /** How many ids have been given a name. */
  readonly given: number
}

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'] as const

/** Ids beyond this many forget the oldest; a name is never given twice. */
const MOST_IDS = 10_000

/** A book without names: the first person is alice, the second bob, the eleventh person-11. */
export function createNameBook(): NameBook {
  const names = new Map<string, string>()
  let people = 0
  let groups = 0
  let given = 0

  function named(ids: readonly string[], next: () => string): string {
    const known = ids.map((id) => names.get(id)).find((name) => name !== undefined)
    const name = known ?? next()
    for (const id of ids) {
      if (id === '' || names.has(id)) continue
      names.set(id, name)
      given += 1
      if (names.size > MOST_IDS) names.delete(names.keys().next().value ?? '')
    }
    return name
  }

  return {
    person: (...ids) => named(ids, () => PEOPLE[people++] ?? `person-${people}`),
    group: (...ids) => named(ids, () => `group-${(groups += 1)}`),
    entries: () => names.entries(),
    get given() {
      return given
    },
  }
}
