import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import { describeFault } from '../../core/faults.ts'
import type { CallEntry, FaultEntry } from '../../core/journal-entries.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Conduct } from './conduct.ts'
import { createConnection, type Connection } from './connection.ts'
import type { Tickets } from './tickets.ts'

/** The name under which handshakes stand in the journal, and under which a fault can strike them. */
export const CONNECT = 'dingtalk.gateway.connect'

/** A request to upgrade, as Node hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** What becomes of a connection. */
export interface Life {
  opened(connection: Connection): void
  heard(connection: Connection, text: string): void
  closed(connection: Connection): void
}

/** Larger frames end the connection (bytes). */
const MOST_FRAME_BYTES = 1024 * 1024

let server: Promise<WebSocketServer> | undefined

/**
 * Only shakes hands and speaks the protocol; it keeps no list of sockets, so one serves all worlds. Answers pings by itself. Most
 * worlds never see a handshake, so it is loaded for the first.
 */
function loadServer(): Promise<WebSocketServer> {
  server ??= import('ws').then(
    (ws) => new ws.WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MOST_FRAME_BYTES }),
  )
  return server
}

/** Answers `GET /connect?ticket=…`: 101, or 401 for a ticket that is no good. A fault may strike before. */
export function shakeHands(dingtalk: Dingtalk, tickets: Tickets, upgrade: Upgrade, conduct: Conduct, life: Life): void {
  const { world } = dingtalk
  const { request, socket } = upgrade
  // A client that goes away during the handshake is nobody's fault, and nobody waits for it.
  socket.on('error', () => socket.destroy())
  world.wire.touch()
  const entry = world.journal.add<CallEntry>({
    kind: 'call',
    platform: 'dingtalk',
    operation: CONNECT,
    method: 'GET',
    url: request.url ?? '',
    from: request.socket.remoteAddress ?? '',
  })

  function end(status: number, message: string | undefined, output?: unknown): void {
    // A connection outlives a reset of the world, its entry does not.
    if (world.journal.get(entry.seq) !== entry) return
    // The end of the connection is told in the output: the handshake itself took no longer for it.
    entry.ended = { at: entry.ended?.at ?? world.clock.now(), status, ok: status === 101, message, output }
    world.journal.changed(entry)
  }

  function refuse(status: number, message: string): void {
    end(status, message)
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_TEXTS[status] ?? 'Refused'}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
  }

  async function proceed(): Promise<void> {
    const shaker = await loadServer()
    const text = new URL(request.url ?? '/', 'http://caipai').searchParams.get('ticket') ?? ''
    const look = tickets.spend(text)
    if (look.state !== 'good') {
      conduct.badTicket(look.state, entry.seq)
      refuse(401, `the ticket is ${look.state === 'unknown' ? 'not one of ours' : look.state}`)
      return
    }
    let opened: WebSocket | undefined
    shaker.handleUpgrade(request, socket, upgrade.head, (made) => (opened = made))
    if (opened === undefined) {
      end(400, 'this is no WebSocket handshake')
      return
    }
    const { subscriptions } = look.ticket
    const id = world.random.uuid()
    const about = { id, subscriptions, cause: entry.seq, pingedAt: world.clock.now() }
    const connection = createConnection(about, opened, socket)
    end(101, undefined, { connectionId: id, open: true, subscriptions })
    opened.on('message', (data: Buffer) => life.heard(connection, data.toString('utf8')))
    opened.on('error', (error) => conduct.unreadable(connection, error.message))
    opened.once('close', (code) => {
      world.wire.touch()
      const { endedBy } = connection
      end(101, `the connection was ended by the ${endedBy}`, {
        connectionId: id,
        open: false,
        subscriptions,
        endedBy,
        endedAt: world.clock.now(),
        code,
      })
      life.closed(connection)
    })
    life.opened(connection)
  }

  const fault = world.faults.take(CONNECT)
  if (fault === undefined) {
    void proceed()
    return
  }
  const summary = describeFault(fault)
  world.journal.add<FaultEntry>({
    kind: 'fault',
    platform: 'dingtalk',
    cause: entry.seq,
    operation: CONNECT,
    summary,
  })
  world.clock.after(fault.delayMs ?? 0, `a fault: ${summary}`, () => {
    if (fault.reset === true) {
      end(0, 'connection reset')
      socket.destroy()
    } else if (fault.status !== undefined || fault.code !== undefined) {
      refuse(fault.status ?? 401, 'a fault refused the handshake')
    } else {
      void proceed()
    }
  })
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}
