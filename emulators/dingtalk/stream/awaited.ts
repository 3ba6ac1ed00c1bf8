import type { ClientFrame } from './client-frame.ts'
import type { Connection } from './connection.ts'

export type AckFrame = Extract<ClientFrame, { kind: 'ack' }>

/** A frame that has gone out, as whoever sent it wants to hear of its answer. */
export interface Awaiting {
  readonly connection: Connection
  readonly answered: (ack: AckFrame) => void
  /** The connection has ended before. */
  readonly broken: () => void
}

/** Frames whose ACK may still come, by messageId. Those that nobody waits for any more are kept, so that a late ACK is known. */
export interface Awaited {
  /** Without `awaiting` an answer is known and of no interest here. */
  add(messageId: string, awaiting?: Awaiting): void
  /** Gives an ACK to its frame. False for a messageId we never sent. A second ACK of the same frame is of no interest. */
  answer(ack: AckFrame): boolean
  broken(connection: Connection): void
  /** The world was reset: ACKs of frames from before are known, and mean nothing. */
  forget(): void
}

const MOST_FRAMES = 5000

/** No frame is out. */
export function createAwaited(): Awaited {
  // Answered ones stay without what they held.
  const frames = new Map<string, Awaiting | undefined>()
  return {
    add(messageId, awaiting) {
      frames.set(messageId, awaiting)
      if (frames.size > MOST_FRAMES) frames.delete(frames.keys().next().value!)
    },
    answer(ack) {
      const awaiting = frames.get(ack.messageId)
      if (awaiting === undefined) return frames.has(ack.messageId)
      frames.set(ack.messageId, undefined)
      awaiting.answered(ack)
      return true
    },
    broken(connection) {
      for (const [messageId, awaiting] of frames) {
        if (awaiting?.connection !== connection) continue
        frames.set(messageId, undefined)
        awaiting.broken()
      }
    },
    forget() {
      for (const messageId of frames.keys()) frames.set(messageId, undefined)
    },
  }
}
