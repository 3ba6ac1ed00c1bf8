import type { Card } from './card.ts'

/** Where an HTTP card callback goes, as the bot has registered it. */
export interface CallbackRoute {
  readonly callbackUrl: string
  readonly apiSecret: string | undefined
}

/** Interactive cards (互动卡片). Bounded: of very many the oldest are forgotten. */
export interface Cards {
  add(card: Card): void
  /** The card with this outTrackId. */
  find(outTrackId: string): Card | undefined
  /** The newest card that is shown somewhere. */
  latest(): Card | undefined
  /** All that are remembered, oldest first. */
  all(): Iterable<Card>
  route(routeKey: string): CallbackRoute | undefined
  setRoute(routeKey: string, route: CallbackRoute): void
  clear(): void
}

const MOST_CARDS = 10_000
const MOST_ROUTES = 100

/** No card yet, and no route registered. */
export function createCards(): Cards {
  const cards = new Map<string, Card>()
  const routes = new Map<string, CallbackRoute>()
  return {
    add(card) {
      cards.set(card.outTrackId, card)
      if (cards.size > MOST_CARDS) cards.delete(cards.keys().next().value!)
    },
    find: (outTrackId) => cards.get(outTrackId),
    latest: () => [...cards.values()].findLast(({ lines }) => lines.length > 0),
    all: () => cards.values(),
    route: (routeKey) => routes.get(routeKey),
    setRoute(routeKey, route) {
      routes.set(routeKey, route)
      if (routes.size > MOST_ROUTES) routes.delete(routes.keys().next().value!)
    },
    clear() {
      cards.clear()
      routes.clear()
    },
  }
}
