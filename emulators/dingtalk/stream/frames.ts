import type { Random } from '../../core/random.ts'

const VERSION = '1.0'
const JSON_TYPE = 'application/json'

/** A frame to the bot. All values of the headers are strings: the go SDK reads them into a map of strings. */
export interface Frame {
  readonly type: 'SYSTEM' | 'CALLBACK' | 'EVENT'
  readonly headers: Readonly<Record<string, string>>
  /** A JSON string. */
  readonly data: string
}

/** What is stamped on a frame. `now` is ms since the epoch. */
export interface Stamp {
  readonly appId: string
  readonly connectionId: string
  readonly messageId: string
  readonly now: number
}

/** As it stands on the socket. */
export const writeFrame = ({ type, headers, data }: Frame): string =>
  JSON.stringify({ specVersion: VERSION, type, headers, data })

/** An id in the shape of DingTalk's: four hexadecimal numbers, the third of them the time. */
export const messageIdOf = (random: Random, now: number): string =>
  `${random.hex(8)}_${random.hex(3)}_${now.toString(16)}_${random.hex(5)}`

/** The headers of a frame that wants an answer. */
export function stampHeaders(
  topic: string,
  stamp: Stamp,
  more: Readonly<Record<string, string>> = {},
): Frame['headers'] {
  return {
    appId: stamp.appId,
    connectionId: stamp.connectionId,
    contentType: JSON_TYPE,
    messageId: stamp.messageId,
    time: String(stamp.now),
    topic,
    ...more,
  }
}

/** SYSTEM ping: the same `opaque` has to come back. */
export function pingFrame(stamp: Stamp, opaque: string): string {
  return writeFrame({ type: 'SYSTEM', headers: stampHeaders('ping', stamp), data: JSON.stringify({ opaque }) })
}

/** SYSTEM disconnect; it carries no messageId, as nobody has to answer it. */
export function disconnectFrame(reason: string, now: number): string {
  const headers = { contentType: JSON_TYPE, time: String(now), topic: 'disconnect' }
  return writeFrame({ type: 'SYSTEM', headers, data: JSON.stringify({ reason }) })
}
