import type { ServerResponse } from 'node:http'

/** One event of the gateway's stream: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export type StreamEvent =
  | { readonly event: 'message'; readonly conversation_id: string; readonly answer: readonly [Piece] }
  | {
      readonly event: 'end'
      readonly conversation_id: string
      readonly answer: readonly [{ readonly metadata: Metadata }]
    }
  | { readonly event: 'error'; readonly code: string; readonly message: string }

/** A piece to append to the bubble named `message_id`; never the text so far. */
interface Piece {
  readonly message_id: string
  readonly content_type: string
  readonly content: string
  /** Milliseconds since 1970. */
  readonly created_at: number
}

type Metadata = { readonly command?: 'TRANSFER_HUMAN' }

/** The bytes of an event: its JSON on one line, and the empty line without which it would never be delivered. */
export function writeEvent(event: StreamEvent): string {
  return `event: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`
}

/** A comment, which readers ignore and proxies take for life. */
const SIGN_OF_LIFE = ': still here\n\n'

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx collects answers by default, and the visitor would see everything at the end.
  // http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
  'x-accel-buffering': 'no',
}

/**
 * Writes events as they come, each at once, and a comment whenever there was nothing for `heartbeatMs`. Returns when the stream
 * has ended or the reader has gone.
 */
export async function writeEvents(
  response: ServerResponse,
  events: AsyncIterable<StreamEvent>,
  heartbeatMs: number,
): Promise<void> {
  response.writeHead(200, HEADERS)
  // The first bytes tell everybody on the way that the answer has begun.
  response.write(SIGN_OF_LIFE)
  const heartbeat = setInterval(() => response.write(SIGN_OF_LIFE), heartbeatMs)
  try {
    for await (const event of events) {
      if (response.destroyed) return
      response.write(writeEvent(event))
      heartbeat.refresh()
    }
  } finally {
    clearInterval(heartbeat)
    response.end()
  }
}
