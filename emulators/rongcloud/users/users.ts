/** A user who was registered with getToken. */
export interface User {
  readonly userId: string
  readonly name: string
  readonly portraitUri: string
  /** Ms since the epoch. */
  readonly createdAt: number
}

/** The registered users of one app and their tokens. */
export interface Users {
  find(userId: string): User | undefined
  put(user: User): void
  readonly size: number
  clear(): void
}

/** Real memory has an end: beyond this the user longest untouched is forgotten. */
const MOST_USERS = 50_000

/** No users yet. */
export function createUsers(): Users {
  const users = new Map<string, User>()
  return {
    find: (userId) => users.get(userId),
    put(user) {
      users.delete(user.userId)
      users.set(user.userId, user)
      if (users.size > MOST_USERS) users.delete(users.keys().next().value!)
    },
    get size() {
      return users.size
    },
    clear: () => users.clear(),
  }
}

/** A time as `/user/info.json` writes it: `yyyy-MM-dd HH:mm:ss`, Beijing time. */
export function writeBeijingTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}
