import type { AttemptRequest, HeaderList } from '../journal-entries.ts'

/** The head of an answer, or of whatever stands for it on a transport without heads. */
export interface AnswerHead {
  readonly status: number
  readonly headers: HeaderList
}

/** How a transport reports what happens to one delivery. After {@link failed} or {@link ended} nothing more comes, save {@link late}. */
export interface Listener {
  /** The request has been written whole; the answer's timers start here. */
  sent(): void
  head(head: AnswerHead): void
  bytes(chunk: Buffer): void
  ended(): void
  /** The connection could not be made or broke. */
  failed(reason: string): void
  /** An answer that came after we had hung up. */
  late(status: number, body: string): void
}

/** A delivery under way. */
export interface Exchange {
  /** Stops waiting for the answer and closes the connection, as the platform would. Harmless when it has ended. */
  hangUp(): void
  /** Stops and resumes taking the answer's bytes off the wire, as a slow reader would. */
  pause?(): void
  resume?(): void
}

/** A way to bring one delivery to the bot: an HTTP request, a frame on a socket. */
export interface Transport {
  /** The request as the journal shows it. */
  readonly request: AttemptRequest
  start(listener: Listener): Exchange
}
