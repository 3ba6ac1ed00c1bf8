import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { PushLabel, Verdict } from '../../core/delivery/push.ts'
import type { HeaderList } from '../../core/journal-entries.ts'
import type { Dingtalk } from '../dingtalk.ts'

/** A POST to the bot as its sort describes it. */
export interface Callback<V> {
  readonly label: Omit<PushLabel, 'platform'>
  readonly url: string
  readonly method?: string
  readonly body: string
  /** Made anew for each delivery: a repeated one is signed again. */
  readonly headers: () => HeaderList
  readonly timeoutMs: number
  readonly retries?: number
  readonly pauseMs?: number
  readonly read: (body: Buffer, head: AnswerHead) => Verdict<V>
  readonly settled?: (verdict: Verdict<V>, seq: number) => void
}

const REPEATED: ReadonlySet<string> = new Set(['timeout', 'connect-fail', 'refused'])

/** Delivers a JSON body over HTTP. */
export function deliverCallback<V>({ world }: Dingtalk, callback: Callback<V>): void {
  const { label, url, body, timeoutMs, retries = 0, pauseMs = 0 } = callback
  world.deliver<V>({
    label: { platform: 'dingtalk', ...label },
    attempt: () => ({
      transport: world.httpTransport({
        method: callback.method ?? 'POST',
        url,
        headers: [
          ['Host', new URL(url).host],
          ...(body === '' ? [] : [['Content-Type', 'application/json; charset=utf-8'] as const]),
          ...callback.headers(),
          ...(body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const]),
          ['Connection', 'close'],
        ],
        body,
      }),
      read: () => ({ end: (received, head) => callback.read(received, head) }),
    }),
    timers: { connectMs: timeoutMs, totalMs: timeoutMs },
    deliveries: (outcome) => (REPEATED.has(outcome) ? 1 + retries : 1),
    pause: () => pauseMs,
    settled: ({ verdict, seq }) => callback.settled?.(verdict, seq),
  })
}
