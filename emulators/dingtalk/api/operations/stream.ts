import { z } from 'zod'
import type { Call } from '../../../core/call.ts'
import { sameText } from '../../crypto/same-text.ts'
import type { Dingtalk } from '../../dingtalk.ts'
import { gateway } from '../../errors/index.ts'
import type { GatewayRefusal } from '../../errors/refusal.ts'
import { remark } from '../../remarks/index.ts'
import { endpointOf } from '../../stream/deliver-frame.ts'
import { isAllowed } from '../access.ts'
import { give, operation, type DingtalkOperation } from '../operation.ts'

const PROTOCOL = 'https://github.com/open-dingtalk/developerpedia/blob/main/docs/learn/stream/protocol.md'

const Open = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  subscriptions: z.array(z.object({ type: z.string(), topic: z.string() })).max(1000),
  ua: z.string().nullish(),
  localIp: z.string().nullish(),
  extras: z.record(z.string(), z.unknown()).nullish(),
})

export const streamOperations: readonly DingtalkOperation[] = [
  operation({
    id: 'gateway.connections.open',
    method: 'POST',
    path: '/v1.0/gateway/connections/open',
    summary: 'Gives the address and the ticket of a Stream connection.',
    style: 'gateway',
    auth: 'none',
    reads: 'json',
    input: Open,
    rows: ['D-60', 'D-61', 'D-62'],
    source: PROTOCOL,
    certainty: 'official',
    errors: ['authFailed', 'invalidParameter', 'Throttling'],
    run(dingtalk, { clientId, clientSecret, subscriptions }, call) {
      const { stream, settings, world, rate } = dingtalk
      stream.noteOpenCall(call.entry.seq)
      if (!rate.spend('gateway/open', settings.stream.opensPerMinute, 60_000, world.clock.now()))
        return gateway('Throttling')
      if (!isApp(dingtalk, clientId, clientSecret)) {
        remarkPadding(dingtalk, clientId, clientSecret, call)
        return gateway('authFailed')
      }
      const refused = whyNoStream(dingtalk, call)
      if (refused !== undefined) return refused
      remarkAccept(dingtalk, call)
      const ticket = stream.tickets.issue({ subscriptions, cause: call.entry.seq }, settings.stream.ticketTtl)
      return give({ endpoint: endpointOf(world), ticket })
    },
  }),
  operation({
    id: 'gateway.connect',
    method: 'GET',
    path: '/connect',
    summary: 'Opens a Stream connection (WebSocket) with a ticket that is good once.',
    style: 'gateway',
    auth: 'none',
    reads: 'query',
    input: z.object({ ticket: z.string().default('') }),
    rows: ['D-61', 'D-63', 'D-70'],
    source: PROTOCOL,
    certainty: 'official',
    // Whoever comes here has not asked for an upgrade; those who have are served by the stream itself.
    run: () => ({
      ok: true,
      answer: {
        status: 426,
        headers: { connection: 'Upgrade', upgrade: 'websocket' },
        body: '',
        ok: false,
        message: 'this is no WebSocket handshake',
      },
    }),
  }),
]

function isApp({ settings }: Dingtalk, clientId: string, clientSecret: string): boolean {
  return clientId === settings.app.clientId && sameText(clientSecret, settings.app.clientSecret)
}

function remarkPadding(dingtalk: Dingtalk, clientId: string, clientSecret: string, call: Call): void {
  if (!isApp(dingtalk, clientId.trim(), clientSecret.trim())) return
  const field = clientId === clientId.trim() ? 'clientSecret' : 'clientId'
  remark(
    dingtalk,
    'credentials-padded',
    {
      en: `${field} has blanks around it; without them it would be right.`,
      zh: `${field} 首尾带有空白；去掉后即正确。`,
    },
    { cause: call.entry.seq },
  )
}

function whyNoStream({ settings }: Dingtalk, call: Call): GatewayRefusal | undefined {
  const { robot, app } = settings
  if (robot.mode === 'http') return gateway('invalidParameter', '机器人的消息接收模式不是 Stream 模式')
  if (!robot.published) return gateway('invalidParameter', '应用没有已发布的版本')
  if (app.ipAllow.length > 0 && !isAllowed(call.from, app.ipAllow))
    return gateway('invalidParameter', '访问ip不在白名单之中')
  return undefined
}

function remarkAccept(dingtalk: Dingtalk, call: Call): void {
  const accept = call.headers.accept ?? ''
  if (accept.includes('application/json')) return
  remark(
    dingtalk,
    'accept-missing',
    {
      en: `connections/open was called with ${accept === '' ? 'no Accept' : `Accept: ${accept}`}; the real gateway answers XML then.`,
      zh: `调用 connections/open 时${accept === '' ? '没有 Accept' : `Accept 为 ${accept}`}；真实网关会返回 XML。`,
    },
    { cause: call.entry.seq },
  )
}
