/** A group: its name and its members in the order they came. */
export interface Group {
  readonly groupId: string
  readonly name: string
  readonly members: ReadonlySet<string>
}

/** The groups of one app: those of the settings, with what has become of them since. */
export interface Groups {
  find(groupId: string): Group | undefined
  create(groupId: string, name: string, members: readonly string[]): void
  join(groupId: string, members: readonly string[]): void
  leave(groupId: string, members: readonly string[]): void
  dismiss(groupId: string): void
  clear(): void
}

const MOST_GROUPS = 10_000

/** `seeds` (members per group) is read at each use, so that settings may change. */
export function createGroups(seeds: () => Readonly<Record<string, readonly string[]>>): Groups {
  const changed = new Map<string, Group | undefined>()

  function find(groupId: string): Group | undefined {
    if (changed.has(groupId)) return changed.get(groupId)
    const members = new Map(Object.entries(seeds())).get(groupId)
    return members && { groupId, name: groupId, members: new Set(members) }
  }

  function put(groupId: string, group: Group | undefined): void {
    changed.delete(groupId)
    changed.set(groupId, group)
    if (changed.size > MOST_GROUPS) changed.delete(changed.keys().next().value!)
  }

  return {
    find,
    create: (groupId, name, members) => put(groupId, { groupId, name, members: new Set(members) }),
    join(groupId, members) {
      const group = find(groupId) ?? { groupId, name: groupId, members: new Set<string>() }
      put(groupId, { ...group, members: new Set([...group.members, ...members]) })
    },
    leave(groupId, members) {
      const group = find(groupId)
      if (group === undefined) return
      put(groupId, { ...group, members: new Set([...group.members].filter((member) => !members.includes(member))) })
    },
    dismiss: (groupId) => put(groupId, undefined),
    clear: () => changed.clear(),
  }
}
