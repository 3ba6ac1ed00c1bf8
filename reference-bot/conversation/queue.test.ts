import { expect, it } from 'vitest'
import { createSerialQueue } from './queue.ts'

it('keeps the order within a key and lets other keys pass', async () => {
  const inOrder = createSerialQueue()
  const seen: string[] = []
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const first = inOrder('alice', async () => {
    await gate
    seen.push('alice 1')
  })
  const second = inOrder('alice', async () => void seen.push('alice 2'))
  await inOrder('bob', async () => void seen.push('bob 1'))
  release()
  await Promise.all([first, second])
  expect(seen).toEqual(['bob 1', 'alice 1', 'alice 2'])
})

it('goes on after a failed task, and the failure reaches its own caller', async () => {
  const inOrder = createSerialQueue()
  const failing = inOrder('alice', async () => {
    throw new Error('model down')
  })
  const next = inOrder('alice', async () => 'answered')
  await expect(failing).rejects.toThrow('model down')
  await expect(next).resolves.toBe('answered')
})
