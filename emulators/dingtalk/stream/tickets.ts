import { createExpiringMap } from '../../core/expiring-map.ts'
import { BASE64URL } from '../../core/random.ts'
import type { World } from '../../core/world.ts'
import type { Subscription } from './connection.ts'

/** What a ticket opens. */
export interface Ticket {
  readonly subscriptions: readonly Subscription[]
  /** The call that got it, by its number in the journal. */
  readonly cause: number
}

export type TicketState =
  | { readonly state: 'good'; readonly ticket: Ticket }
  | { readonly state: 'used' | 'expired' | 'unknown' }

/** Tickets for connections: each lives for a short time on the world's clock and opens one connection. */
export interface Tickets {
  /** Only characters a URL takes as they are: the official node SDK does not encode it. */
  issue(ticket: Ticket, ttlMs: number): string
  spend(text: string): TicketState
  /** The clock has gone back: what was good is good for its whole life. */
  renew(): void
}

const MOST_TICKETS = 1000
const REMEMBERED_MS = 86_400_000

interface Held extends Ticket {
  readonly ttlMs: number
  until: number
  isUsed: boolean
}

/** No ticket has been given out. */
export function createTickets(world: () => Pick<World, 'random' | 'clock'>): Tickets {
  const held = createExpiringMap<Held>(MOST_TICKETS)
  let unused = new Map<string, Held>()
  return {
    issue(ticket, ttlMs) {
      const { random, clock } = world()
      const now = clock.now()
      const text = `${random.uuid()}-${random.text(8, BASE64URL)}`
      const one = { ...ticket, ttlMs, until: now + ttlMs, isUsed: false }
      held.set(text, one, now + ttlMs + REMEMBERED_MS)
      unused.set(text, one)
      if (unused.size > MOST_TICKETS) unused.delete(unused.keys().next().value!)
      return text
    },
    spend(text) {
      const now = world().clock.now()
      const found = held.get(text, now)
      if (found === undefined) return { state: 'unknown' }
      unused.delete(text)
      if (found.isUsed) return { state: 'used' }
      if (found.until <= now) return { state: 'expired' }
      found.isUsed = true
      return { state: 'good', ticket: found }
    },
    renew() {
      const now = world().clock.now()
      const good = [...unused]
      held.clear()
      unused = new Map(good)
      for (const [text, one] of good) {
        one.until = now + one.ttlMs
        held.set(text, one, one.until + REMEMBERED_MS)
      }
    },
  }
}
