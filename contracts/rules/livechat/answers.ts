import type { SentPush } from './repeats.ts'

/** How a bot says that it will not answer. */
export const REFUSED: ReadonlySet<string> = new Set([
  'http_status',
  'bot_status',
  'stream_error_event',
  'connect_closed',
  'content_type',
])

/** What the gateway remarks about a push that was refused; a rule that knows why says it better. */
export const REMARKS_OF_REFUSALS: readonly string[] = [
  'livechat/bot-path-unknown',
  'livechat/http-status-failed',
  'livechat/status-not-success',
  'livechat/code-not-success',
  'livechat/error-event',
  'livechat/connection-closed',
  'livechat/stream-refused-json',
]

/** The id of the conversation in an answer of either mode. */
export function conversationGiven({ attempt }: SentPush): string | undefined {
  return /"conversation(?:Id|_id)"\s*:\s*"([^"]+)"/.exec(attempt.ended?.body ?? '')?.[1]
}
