/** Work whose results several listeners can follow from the first one on. */
export interface SharedRun<Item> {
  /** Everything the work has made and will make. Ends early, without an error, when the signal aborts. */
  follow(signal: AbortSignal): AsyncGenerator<Item, void>
}

/**
 * Starts work once for everybody who asks for the same thing. When the last listener has left before the end, the work is
 * stopped: nobody pays for an answer that nobody hears.
 *
 * @param work gets a signal that stops it
 */
export function shareRun<Item>(work: (signal: AbortSignal) => AsyncIterable<Item>): SharedRun<Item> {
  const stop = new AbortController()
  const items: Item[] = []
  let listeners = 0
  let outcome: { error?: unknown } | undefined
  let changed = deferred()

  const announce = () => {
    const before = changed
    changed = deferred()
    before.resolve()
  }

  const run = async () => {
    try {
      for await (const item of work(stop.signal)) {
        items.push(item)
        announce()
      }
      outcome = {}
    } catch (error) {
      outcome = { error }
    }
    announce()
  }
  void run()

  return {
    async *follow(signal) {
      const left = deferred()
      signal.addEventListener('abort', left.resolve, { once: true })
      listeners += 1
      try {
        for (let next = 0; !signal.aborted;) {
          const item = items[next]
          if (item !== undefined) {
            next += 1
            yield item
          } else if (outcome === undefined) await Promise.race([changed.promise, left.promise])
          else if ('error' in outcome) throw outcome.error
          else return
        }
      } finally {
        signal.removeEventListener('abort', left.resolve)
        listeners -= 1
        if (listeners === 0 && outcome === undefined) stop.abort(new Error('nobody listens any more'))
      }
    },
  }
}

function deferred() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve: () => resolve() }
}
