import { once } from 'node:events'
import { WebSocket } from 'ws'
import { CLIENT_ID, CLIENT_SECRET, type Answer, type Corp } from './dingtalk-corp.ts'

export const ROBOT = '/v1.0/im/bot/messages/get'
export const CARD = '/v1.0/card/instances/callback'
export const SKILL = '/v1.0/graph/api/invoke'

/** A subscription as connections/open takes it. */
export interface Subscribed {
  readonly type: string
  readonly topic: string
}

export const ROBOT_ONLY: readonly Subscribed[] = [{ type: 'CALLBACK', topic: ROBOT }]

/** A frame as the bot has received it. */
export interface ReceivedFrame {
  readonly specVersion: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly data: string
}

/** A bot's side of one Stream connection, written on `ws` alone. It answers nothing by itself. */
export interface StreamClient {
  readonly socket: WebSocket
  /** All frames so far, oldest first. */
  readonly frames: ReceivedFrame[]
  /** The next frame that nobody has taken, of this topic when one is given. */
  next(topic?: string): Promise<ReceivedFrame>
  /** Acknowledges a frame; `data` goes out as a JSON string. */
  ack(frame: ReceivedFrame, data?: unknown, code?: number): void
  /** Anything. */
  send(text: string): void
  /** Resolves when the connection is over, with the close code. */
  readonly closed: Promise<number>
}

/** Calls connections/open. */
export function openConnection(
  corp: Pick<Corp, 'post'>,
  subscriptions: readonly Subscribed[] = ROBOT_ONLY,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  return corp.post(
    '/v1.0/gateway/connections/open',
    {
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      ua: 'caipai-test',
      localIp: '127.0.0.1',
      subscriptions,
      ...more,
    },
    { headers: { accept: 'application/json' } },
  )
}

/** Opens a WebSocket. Rejects with the HTTP status of a refusal. */
export async function shakeHands(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => reject(new Error(`HTTP ${response.statusCode}`)))
    socket.once('error', reject)
  })
  return socket
}

/** Opens a connection as an SDK does. */
export async function connectStream(
  corp: Pick<Corp, 'post'>,
  subscriptions?: readonly Subscribed[],
): Promise<StreamClient> {
  const { body } = await openConnection(corp, subscriptions)
  return clientOn(new WebSocket(`${String(body['endpoint'])}?ticket=${String(body['ticket'])}`))
}

async function clientOn(socket: WebSocket): Promise<StreamClient> {
  const frames: ReceivedFrame[] = []
  const taken = new Set<ReceivedFrame>()
  const looks = new Set<() => void>()
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString('utf8')) as ReceivedFrame)
    for (const look of looks) look()
  })
  const closed = once(socket, 'close').then(([code]) => code as number)
  socket.on('error', () => socket.terminate())
  await once(socket, 'open')
  return {
    socket,
    frames,
    closed,
    next: (topic) =>
      new Promise((resolve) => {
        function look(): void {
          const found = frames.find(
            (frame) => !taken.has(frame) && (topic === undefined || frame.headers['topic'] === topic),
          )
          if (found === undefined) return
          taken.add(found)
          looks.delete(look)
          resolve(found)
        }
        looks.add(look)
        look()
      }),
    ack(frame, data = { response: null }, code = 200) {
      const headers = { contentType: 'application/json', messageId: frame.headers['messageId'] }
      socket.send(JSON.stringify({ code, headers, message: 'OK', data: JSON.stringify(data) }))
    },
    send: (text) => socket.send(text),
  }
}
