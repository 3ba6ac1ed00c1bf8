/** Something that is open between the bot and us. */
export interface Open {
  /** What it is, for people: `POST wechat.message.custom.send`. */
  readonly label: string
  parked: boolean
}

/**
 * What is going on between the bot and us, counted so that the clock can tell whether anybody may be working.
 *
 * - `serving`: the bot called us and we have not answered yet; it is our turn, time may not jump.
 * - `parked`: the bot called us and we hold the answer on a virtual timer; the bot can only wait.
 * - `owing`: we pushed something and the bot has not answered yet.
 */
export interface Wire {
  /** Something moved: a byte, a connection, a frame. */
  touch(): void
  /** A call of the bot has arrived. Plain records instead of closures: there is one for every call. */
  serve(label: string): Open
  /** Its answer now waits on a virtual timer, or waits no more. */
  park(call: Open, isParked: boolean): void
  /** It has been answered. */
  served(call: Open): void
  /** A push has gone out and the bot owes us an answer; the returned function ends that. */
  owe(label: string): () => void
  readonly serving: number
  readonly parked: number
  readonly owing: number
  /** Rises with every movement; two equal readings mean silence between them. */
  readonly beat: number
  /** The labels of everything open, for people who ask why time stands still. */
  open(): string[]
}

/** A wire on which nothing has happened yet. */
export function createWire(): Wire {
  const calls = new Set<Open>()
  const debts = new Set<Open>()
  let parked = 0
  let beat = 0

  function park(call: Open, isParked: boolean): void {
    if (call.parked === isParked || !calls.has(call)) return
    call.parked = isParked
    parked += isParked ? 1 : -1
    beat += 1
  }

  return {
    touch() {
      beat += 1
    },
    serve(label) {
      const call: Open = { label, parked: false }
      calls.add(call)
      beat += 1
      return call
    },
    park,
    served(call) {
      park(call, false)
      if (calls.delete(call)) beat += 1
    },
    owe(label) {
      const debt: Open = { label, parked: false }
      debts.add(debt)
      beat += 1
      return () => {
        if (debts.delete(debt)) beat += 1
      }
    },
    get serving() {
      return calls.size - parked
    },
    get parked() {
      return parked
    },
    get owing() {
      return debts.size
    },
    get beat() {
      return beat
    },
    open() {
      return [
        ...[...calls].map((call) => `${call.parked ? 'the bot waits for' : 'we are serving'} ${call.label}`),
        ...[...debts].map((debt) => `the bot owes ${debt.label}`),
      ]
    },
  }
}
