import { SILENT } from './replies.ts'

/** One delivery of a push: an HTTP request of WeChat's that is still open. */
export interface Delivery {
  /** Ends the request with this body; resolves to true when WeChat was still there to take it. */
  answer(body: string): Promise<boolean>
  /** Resolves when the request is over, answered or not. */
  readonly over: Promise<unknown>
}

/** What WeChat has been told about a push so far. */
export type Told = 'nothing' | 'acknowledged' | 'thinking' | 'answered'

/** What outlives the process that began a turn. */
export interface TurnState {
  deliveries: number
  told: Told
}

/** One push with all its deliveries: exactly one of them carries the answer. */
export interface Turn {
  /** A delivery of this push has come in. */
  join(delivery: Delivery): void
  /**
   * Gives the answer to the delivery that is open now, or to the next one. Says how it went: `read`; or what WeChat had been
   * told before, so that the answer must find another way; or `nobody` came to fetch it.
   */
  handOver(body: string): Promise<'read' | 'acknowledged' | 'thinking' | 'nobody'>
  /** Ends the open delivery without an answer, because the answer will come another way (or not at all). */
  acknowledge(): void
  /** Ends the open delivery in the way this account allows, for a bot that cannot wait any longer. */
  giveUpWaiting(): void
}

/** How an account wants slow answers to be treated. */
export interface TurnPolicy {
  /** The answer can come later as a service message. */
  readonly serviceMessages: boolean
  readonly holdMs: number
  /** Called when a delivery had to be acknowledged before the answer was there. */
  onLate(): void
  /** The last delivery ends without the answer: shows the user something and resolves when that is done. */
  sayThinking(answer: (body: string) => Promise<boolean>): Promise<void>
  /** Called after each change of `state`. */
  onChange(): void
}

/** WeChat delivers a push three times when it gets no answer, and hangs up after 5 s each time. */
const LAST_DELIVERY = 3
/** Shortly before that, in milliseconds. */
const HANGS_UP_MS = 4800
/** A timer that is later than this tells of a busy process, in milliseconds. */
const BUSY_MS = 10
/** After a delivery has been lost, the next one follows at once. */
const REDELIVERY_MS = 2000

/**
 * Follows one push through its deliveries.
 *
 * With service messages, the first delivery waits `holdMs` and is then acknowledged. Without, the only way to the user is an open
 * delivery: the first and second are held until WeChat hangs up, and the third is answered with what there is.
 */
export function createTurn(state: TurnState, policy: TurnPolicy): Turn {
  let open: Delivery | undefined
  let timer: NodeJS.Timeout | undefined
  let fetched: (() => void) | undefined
  let repeat = SILENT

  const tell = (told: Told) => {
    state.told = told
    policy.onChange()
  }

  const answerOpen = async (body: string): Promise<boolean> => {
    const delivery = open
    open = undefined
    clearTimeout(timer)
    return delivery === undefined ? false : delivery.answer(body)
  }

  const acknowledge = () => {
    if (state.told !== 'nothing') return
    tell('acknowledged')
    void answerOpen(SILENT)
  }

  const giveUpWaiting = () => {
    if (policy.serviceMessages) {
      acknowledge()
      policy.onLate()
    } else if (state.told === 'nothing' && open !== undefined) {
      tell('thinking')
      void policy.sayThinking(answerOpen)
    }
  }

  /** A process that was busy has not heard yet what came meanwhile: it looks again, as long as WeChat still waits. */
  const waitAtMost = (ms: number, since = Date.now()) => {
    const due = Date.now() + ms
    timer = setTimeout(() => {
      const wasBusy = Date.now() - due > BUSY_MS
      if (wasBusy && Date.now() + ms < since + HANGS_UP_MS) waitAtMost(ms, since)
      else giveUpWaiting()
    }, ms)
  }

  const armTimer = () => {
    if (policy.serviceMessages) waitAtMost(state.deliveries === 1 ? policy.holdMs : 0)
    else if (state.deliveries >= LAST_DELIVERY) waitAtMost(policy.holdMs)
  }

  const nextDelivery = () =>
    new Promise<boolean>((resolve) => {
      const tooLate = setTimeout(() => finish(false), REDELIVERY_MS)
      const finish = (came: boolean) => {
        clearTimeout(tooLate)
        fetched = undefined
        resolve(came)
      }
      fetched = () => finish(true)
    })

  return {
    join(delivery) {
      // WeChat has given up on an earlier delivery when it sends another, even if that connection still looks open to us.
      void answerOpen(SILENT)
      state.deliveries += 1
      policy.onChange()
      if (state.told !== 'nothing') {
        void delivery.answer(repeat)
        return
      }
      open = delivery
      void delivery.over.then(() => {
        if (open !== delivery) return
        open = undefined
        clearTimeout(timer)
      })
      if (fetched === undefined) armTimer()
      else fetched()
    },

    async handOver(body) {
      for (;;) {
        if (state.told === 'acknowledged' || state.told === 'thinking') return state.told
        if (open === undefined && !(await nextDelivery())) return 'nobody'
        if (await answerOpen(body)) {
          // WeChat delivers again only what it got no answer to: written by us, read by nobody.
          repeat = body
          tell('answered')
          void answerOpen(body)
          return 'read'
        }
      }
    },

    acknowledge,
    giveUpWaiting,
  }
}
