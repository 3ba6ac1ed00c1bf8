import { z } from 'zod'
import type { OperationInfo } from '../emulators/core/operation.ts'
import { act, definePlatform } from '../emulators/core/platform.ts'
import type { World } from '../emulators/core/world.ts'

interface Toy {
  readonly world: World
  readonly settings: { timeoutMs: number; deliveries: number }
}

const settings = z.strictObject({ timeoutMs: z.number().default(5000), deliveries: z.number().default(3) })

const operations: readonly OperationInfo[] = [
  {
    id: 'toy.ask',
    method: 'POST',
    path: '/toy/ask',
    summary: 'Asks.',
    rows: [],
    source: 'https://example.org',
    certainty: 'assumed',
  },
]

/** The smallest platform that pushes: posts a text, shows the body of the answer, tells the user when there is none. */
export const toy = definePlatform<Toy['settings'], OperationInfo, Toy>({
  id: 'toy',
  title: { en: 'Toy', zh: '玩具' },
  settings,
  webhooks: { default: 'where texts go' },
  outcomes: { answered: 'the bot answered', timeout: 'it did not', 'connect-fail': 'it was not there' },
  operations,
  acts: {
    send: act({
      summary: 'Sends a text.',
      input: z.string(),
      run({ world, settings: { deliveries, timeoutMs } }: Toy, text, cause) {
        const user = 'alice'
        world.deliver<string>({
          label: { platform: 'toy', what: 'text', user, cause },
          attempt: () => ({
            transport: world.httpTransport({
              method: 'POST',
              url: world.webhook('toy'),
              headers: [
                ['X-Odd-CASE', '1'],
                ['Host', 'bot.example'],
                ['Content-Length', String(Buffer.byteLength(text))],
              ],
              body: text,
            }),
            read: () => ({ end: (body) => ({ outcome: 'answered', value: body.toString() }) }),
          }),
          timers: { totalMs: timeoutMs },
          deliveries: (outcome) => (outcome === 'answered' ? 1 : deliveries),
          settled({ verdict, seq }) {
            const line = { platform: 'toy', conversation: user, user, cause: seq } as const
            if (verdict.value === undefined) {
              world.transcript.add({ ...line, who: 'platform', kind: 'notice', via: 'notice', text: 'no answer' })
            } else {
              world.transcript.add({ ...line, who: 'bot', kind: 'text', via: 'passive-reply', text: verdict.value })
            }
          },
        })
      },
    }),
  },
  secretFields: ['password'],
  prefixes: ['/toy/'],
  create: (world, held) => ({ world, settings: held }),
  answer(_toy, call, operation) {
    call.entry.input = call.query
    const ok = operation !== undefined
    return { status: ok ? 200 : 404, headers: {}, body: '', ok }
  },
  refuse: (_toy, _call, code) => ({ status: 400, headers: {}, body: '', ok: false, code }),
  connection: (_toy, baseUrl) => ({ baseUrl }),
  reset: () => {},
})
