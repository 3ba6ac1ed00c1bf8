import type { FastifyInstance } from 'fastify'
import type { Assistant } from './answers/assistant.ts'
import type { AcceptedMessages } from './conversation/accepted.ts'
import type { Log } from './log.ts'

/** What every channel works with. */
export interface Context {
  readonly log: Log
  readonly assistant: Assistant
  /** Aborted when the bot shuts down: stop waiting, hand over what is not finished. */
  readonly stopping: AbortSignal
  /** Opens the book of accepted messages of one channel. */
  readonly openAccepted: (channel: string) => AcceptedMessages
}

/** A channel that is running. */
export interface Channel {
  /** Resolves when nothing is under way any more; called after `stopping` was aborted. */
  close(): Promise<void>
}

/** Adds a channel's routes to the server and starts what else it needs. */
export type OpenChannel<Settings> = (server: FastifyInstance, context: Context, settings: Settings) => Promise<Channel>
