import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer, type RawData } from 'ws'

/** Where a WebSocket goes, and who looks on. */
export interface SocketRoute {
  /** `wss://host/path?query` */
  readonly target: string
  /** Changes what the platform says on its way to the bot. */
  readonly towardsBot: (body: Buffer) => Buffer
  readonly onOpen: (at: number) => void
  readonly onFrame: (from: 'platform' | 'bot', text: string, at: number) => void
  readonly tell: (what: string) => void
}

const MOST_FRAME_BYTES = 10 * 1024 * 1024
const acceptor = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME_BYTES, autoPong: false })

/** Passes a WebSocket that the bot opens on to the platform, frame by frame, pings and closing codes as well. */
export function passUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, route: SocketRoute): void {
  const { protocol } = new URL(route.target)
  const agent = request.headers['user-agent']
  const far = new WebSocket(route.target, {
    maxPayload: MOST_FRAME_BYTES,
    autoPong: false,
    ...(agent === undefined ? {} : { headers: { 'User-Agent': agent } }),
  })
  far.on('error', (error) => {
    route.tell(`${protocol}//… ${error.message}`)
    socket.destroy()
  })
  // The bot's handshake succeeds when the platform's has.
  far.once('open', () => {
    acceptor.handleUpgrade(request, socket, head, (near) => {
      near.on('error', () => near.terminate())
      pass(near, far, 'bot', route)
      pass(far, near, 'platform', route)
      route.onOpen(Date.now())
    })
  })
  socket.once('close', () => far.terminate())
}

function pass(from: WebSocket, to: WebSocket, who: 'platform' | 'bot', route: SocketRoute): void {
  from.on('message', (data: RawData, isBinary: boolean) => {
    const bytes = bytesOf(data)
    const passed = isBinary || who === 'bot' ? bytes : route.towardsBot(bytes)
    if (to.readyState === WebSocket.OPEN) to.send(passed, { binary: isBinary })
    if (isBinary) return
    try {
      route.onFrame(who, bytes.toString('utf8'), Date.now())
    } catch (error) {
      route.tell(`the recorder failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
  })
  from.on('ping', (data: Buffer) => to.readyState === WebSocket.OPEN && to.ping(data))
  from.on('pong', (data: Buffer) => to.readyState === WebSocket.OPEN && to.pong(data))
  from.once('close', (code, reason) => {
    // 1005 and 1006 only say that no code came; they cannot be sent.
    if (code === 1005) to.close()
    else if (code === 1006) to.terminate()
    else to.close(code, reason)
  })
}

const bytesOf = (data: RawData): Buffer => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer))
