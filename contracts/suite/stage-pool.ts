import type { Stage } from '../stage.ts'

/** Stages that are opened when they are needed, at most so many, and lent to one rehearsal at a time. */
export interface StagePool {
  use<T>(run: (stage: Stage) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A pool of at most `size` stages. A stage that cannot be opened fails every rehearsal that asks for one, with the same error. */
export function createStagePool(size: number, open: () => Promise<Stage>): StagePool {
  const idle: Stage[] = []
  const all: Promise<Stage>[] = []
  const queue: ((stage: Stage) => void)[] = []
  let broken: unknown

  async function take(): Promise<Stage> {
    if (broken !== undefined) throw broken
    const free = idle.pop()
    if (free !== undefined) return free
    if (all.length >= size) return new Promise((resolve) => queue.push(resolve))
    const opening = open()
    all.push(opening)
    try {
      return await opening
    } catch (error) {
      broken = error
      throw error
    }
  }

  function giveBack(stage: Stage): void {
    const next = queue.shift()
    if (next === undefined) idle.push(stage)
    else next(stage)
  }

  return {
    async use(run) {
      const stage = await take()
      try {
        return await run(stage)
      } finally {
        giveBack(stage)
      }
    },
    async close() {
      for (const one of await Promise.allSettled(all)) if (one.status === 'fulfilled') await one.value.close()
    },
  }
}
