import { connect, createServer, type AddressInfo } from 'node:net'

const LONGEST_TRY_MS = 2000

/** Ports that were given away: two bots that start at the same time must not get the same. */
const given = new Set<number>()

/** A port of the loopback that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const server = createServer()
    await new Promise<void>((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    await new Promise((closed) => server.close(closed))
    if (given.has(port)) continue
    given.add(port)
    return port
  }
}

/** Lets {@link findFreePort} give a port away again. */
export function returnPort(port: number): void {
  given.delete(port)
}

/** True when somebody accepts connections there. */
export function doesPortAnswer(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    const end = (answers: boolean): void => {
      socket.destroy()
      resolve(answers)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.setTimeout(LONGEST_TRY_MS, () => end(false))
  })
}
