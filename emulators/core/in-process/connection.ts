import type { Server } from 'node:http'
import { Duplex } from 'node:stream'

/** One end of a connection inside this process, with what HTTP code expects of a socket. */
export interface End extends Duplex {
  /** Breaks the connection: the other end sees `ECONNRESET`. */
  resetAndDestroy(): void
}

/** An end as the other end sees it. */
interface Peer {
  readonly end: End
  /** Takes bytes in, or the end of all bytes; `done` when there is room for more. */
  take(chunk: Buffer | null, done: () => void): void
  reset(): void
}

/** The address both ends name: that of a bot on the same machine. */
const ADDRESS = { address: '127.0.0.1', family: 'IPv4', port: 0 } as const

/** An error as the system reports it for a connection the other side has reset. */
export function connectionReset(): NodeJS.ErrnoException {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })
}

/**
 * Two ends of one connection: what is written to one is read from the other, later and in order, with back-pressure. Closing
 * behaves as on TCP: an end that is destroyed looks to its peer like one that has finished writing. (`stream.duplexPair` does
 * not tell the peer.)
 */
export function createConnection(): readonly [End, End] {
  const near: Peer = createPeer(() => far)
  const far: Peer = createPeer(() => near)
  return [near.end, far.end]
}

/** Opens a connection to a server of this process, whether it listens or not. */
export function connectInside(server: Server): End {
  const [client, accepted] = createConnection()
  server.emit('connection', accepted)
  return client
}

function createPeer(other: () => Peer): Peer {
  let makeRoom: (() => void) | undefined
  let isOver = false

  const giveRoom = (): void => {
    const done = makeRoom
    makeRoom = undefined
    done?.()
  }
  const duplex = new Duplex({
    read: giveRoom,
    write: (chunk: Buffer, _encoding, done) => process.nextTick(() => other().take(chunk, done)),
    final: (done) => process.nextTick(() => other().take(null, done)),
    destroy(error, done) {
      giveRoom()
      process.nextTick(() => other().take(null, () => {}))
      done(error)
    },
  })
  const chain = (): Duplex => duplex
  const end: End = Object.assign(duplex, {
    remoteAddress: ADDRESS.address,
    remoteFamily: ADDRESS.family,
    remotePort: ADDRESS.port,
    address: () => ADDRESS,
    // A connection without a system under it has no delays to tune and keeps no process alive.
    setTimeout: chain,
    setNoDelay: chain,
    setKeepAlive: chain,
    ref: chain,
    unref: chain,
    resetAndDestroy() {
      other().reset()
      duplex.destroy()
    },
  })

  return {
    end,
    take(chunk, done) {
      if (isOver || duplex.destroyed) {
        done()
        return
      }
      isOver = chunk === null
      if (duplex.push(chunk) || chunk === null) done()
      else makeRoom = done
    },
    reset() {
      isOver = true
      duplex.destroy(connectionReset())
    },
  }
}
