import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'

/** DingTalk's side of Stream connections. */
export interface FakeStream {
  /** What `connections/open` answers as `endpoint`. */
  readonly endpoint: string
  /** The sockets that are open now. */
  readonly open: ReadonlySet<WebSocket>
  /** The tickets that were used, in order. */
  readonly tickets: string[]
  /** Everything the bot sent, in order. */
  readonly received: { code: number; headers: Record<string, string>; data: string }[]
  /** Sends a frame on every open socket. */
  send(type: string, topic: string, data: unknown, messageId?: string): void
  close(): Promise<void>
}

export async function startFakeStream(): Promise<FakeStream> {
  const open = new Set<WebSocket>()
  const tickets: string[] = []
  const received: FakeStream['received'] = []
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, path: '/connect' })
  sockets.on('connection', (socket, request) => {
    tickets.push(new URL(request.url ?? '', 'http://fake').searchParams.get('ticket') ?? '')
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('message', (frame: Buffer) =>
      received.push(JSON.parse(frame.toString('utf8')) as (typeof received)[number]),
    )
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  let count = 0
  return {
    endpoint: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/connect`,
    open,
    tickets,
    received,
    send(type, topic, data, messageId = `m-${(count += 1)}`) {
      const headers = { topic, messageId, contentType: 'application/json', time: '1700000000000' }
      for (const socket of open)
        socket.send(JSON.stringify({ specVersion: '1.0', type, headers, data: JSON.stringify(data) }))
    },
    async close() {
      for (const socket of open) socket.terminate()
      sockets.close()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
