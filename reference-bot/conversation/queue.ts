/** Runs tasks of one key one after another, in the order they were given; different keys do not wait for each other. */
export type SerialQueue = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>

/**
 * A person who sends three messages in a second gets three answers in that order. A task that fails does not hold up the
 * next one; its own promise rejects. A key is forgotten as soon as nothing waits under it.
 */
export function createSerialQueue(): SerialQueue {
  const last = new Map<string, Promise<void>>()
  return (key, task) => {
    const result = (last.get(key) ?? Promise.resolve()).then(task)
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    last.set(key, settled)
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key)
    })
    return result
  }
}
