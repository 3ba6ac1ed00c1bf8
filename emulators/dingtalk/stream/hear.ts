import type { Dingtalk } from '../dingtalk.ts'
import type { Awaited } from './awaited.ts'
import { readClientFrame } from './client-frame.ts'
import type { Conduct } from './conduct.ts'
import type { Connection } from './connection.ts'

/** Takes in what the bot has written on a connection. */
export function hear(
  { world }: Dingtalk,
  connection: Connection,
  text: string,
  awaited: Awaited,
  conduct: Conduct,
): void {
  world.wire.touch()
  const frame = readClientFrame(text)
  if (frame.kind === 'unreadable') {
    conduct.unreadable(connection, frame.reason)
  } else if (frame.kind === 'nameless') {
    // Some SDKs acknowledge SYSTEM disconnect, which has no messageId.
    if (connection.state !== 'leaving') conduct.unknownAck(connection, frame.topic)
  } else {
    const opaque = connection.pings.get(frame.messageId)
    if (opaque !== undefined) {
      connection.pings.delete(frame.messageId)
      conduct.pong(connection, opaque, frame)
      return
    }
    if (frame.isUnencoded) conduct.unencoded(connection)
    if (!awaited.answer(frame)) conduct.unknownAck(connection, frame.messageId)
  }
}
