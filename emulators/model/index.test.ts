import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorld } from '../core/create-world.ts'
import type { DirectedWorld } from '../core/world.ts'
import { platform } from './index.ts'

let world: DirectedWorld
beforeAll(async () => {
  world = await createWorld({ platforms: [platform] })
})
afterAll(() => world.close())

it.each(['/v1/completions', '/v1/v1/chat/completions', '/chat/completions'])(
  'says what is amiss when a bot asks at %s',
  async (path) => {
    world.reset()
    const answer = await fetch(`${world.baseUrl}${path}`, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(404)
    expect(world.journal.entries().filter((entry) => entry.kind === 'remark')).toMatchObject([
      {
        code: 'model/unknown-path',
        severity: 'risky',
        what: { en: expect.stringContaining(`POST ${path}`) as string },
      },
    ])
  },
)
