import type { Timer } from '../../core/timers.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Awaited } from './awaited.ts'
import type { Conduct } from './conduct.ts'
import type { Connection } from './connection.ts'
import { appIdOf } from './deliver-frame.ts'
import { messageIdOf, pingFrame } from './frames.ts'

/** Pings whoever is connected. */
export interface Heartbeat {
  /** Somebody is connected; does nothing when it beats already. */
  start(): void
  /** All timers were dropped and the clock has gone back. */
  restart(): void
}

/** How often is looked who has to be pinged (ms): the interval is a setting, which a scenario may change at any time. */
const LOOK_MS = 1000

/** SYSTEM pings on the world's clock. Time never jumps to one; a jump past several is one ping. */
export function keepAlive(
  dingtalk: () => Dingtalk,
  connections: ReadonlySet<Connection>,
  awaited: Awaited,
  conduct: Conduct,
): Heartbeat {
  let timer: Timer | undefined

  function look(): void {
    timer = undefined
    const { world, settings } = dingtalk()
    const { pingEvery } = settings.stream
    const now = world.clock.now()
    for (const connection of connections) {
      if (pingEvery > 0 && connection.state === 'open' && now - connection.pingedAt >= pingEvery) ping(connection, now)
    }
    start()
  }

  function ping(connection: Connection, now: number): void {
    const { world } = dingtalk()
    if (connection.pings.size > 0) conduct.unansweredPing(connection)
    connection.pings.clear()
    const messageId = messageIdOf(world.random, now)
    const opaque = world.random.uuid()
    connection.pings.set(messageId, opaque)
    // An answer to a ping that has been forgotten is still an answer to something we sent.
    awaited.add(messageId)
    connection.pingedAt = now
    connection.write(pingFrame({ appId: appIdOf(dingtalk()), connectionId: connection.id, messageId, now }, opaque))
    world.wire.touch()
  }

  function start(): void {
    if (connections.size === 0) return
    timer ??= dingtalk().world.clock.background(LOOK_MS, 'connections are kept alive', look)
  }

  return {
    start,
    restart() {
      timer?.cancel()
      timer = undefined
      for (const connection of connections) {
        connection.pings.clear()
        connection.pingedAt = dingtalk().world.clock.now()
      }
      start()
    },
  }
}
