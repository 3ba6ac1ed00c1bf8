import type { Robot } from '../desk/robots.ts'
import type { Session } from '../desk/sessions.ts'
import type { ShownMessage } from '../reading/shown-message.ts'
import type { TransferCommand } from '../reading/transfer-command.ts'
import type { VisitorMessage } from './body.ts'
import type { Disturbance } from './disturbance.ts'

/** Messages that go out in one push. */
export interface Batch {
  readonly messages: VisitorMessage[]
  /** When the newest of them came (ms, world). */
  lastAt: number
  /** Set when it has gone out: nothing can be added any more. */
  sent: boolean
  readonly sender: Speaker
}

/** Who spoke: in a group a member. */
export interface Speaker {
  /** The name scenarios use. */
  readonly name: string
  /** Sent as `sender`. */
  readonly id: string
}

/** One push to a robot and its answer. */
export interface Turn {
  readonly session: Session
  readonly robot: Robot
  readonly mode: 'blocking' | 'streaming'
  readonly batch: Batch
  readonly cause: number
  readonly disturbance: Disturbance | undefined
}

/** What was understood of an answer, also of one by which the turn failed. */
export interface TurnValue {
  readonly messages: readonly ShownMessage[]
  readonly transfer?: TransferCommand
  readonly conversationId?: string
  /** The bot's own error text. */
  readonly error?: string
}
