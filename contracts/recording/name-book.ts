/** Stable names for people and groups whose ids must not be written. */
export interface NameBook {
  person(id: string): string
  group(id: string): string
  /** Every id that has a name, with it. */
  entries(): Iterable<readonly [id: string, name: string]>
  /** How many names have been given. */
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

  function named(id: string, next: () => string): string {
    const known = names.get(id)
    if (known !== undefined) return known
    const name = next()
    names.set(id, name)
    if (names.size > MOST_IDS) names.delete(names.keys().next().value ?? '')
    return name
  }

  return {
    person: (id) => named(id, () => PEOPLE[people++] ?? `person-${people}`),
    group: (id) => named(id, () => `group-${(groups += 1)}`),
    entries: () => names.entries(),
    get given() {
      return people + groups
    },
  }
}
