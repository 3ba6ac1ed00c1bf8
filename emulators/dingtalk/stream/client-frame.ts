/** What the bot has written on the socket, read leniently. */
export type ClientFrame =
  | {
      readonly kind: 'ack'
      readonly messageId: string
      /** 200 when there was none. */
      readonly code: number
      readonly message: string
      /** `data` as text, as the journal shows it. */
      readonly text: string
      /** What the text says; undefined when it is no JSON. */
      readonly data: unknown
      /** `data` was an object and not a JSON string. */
      readonly isUnencoded: boolean
    }
  /** JSON without a messageId: nobody can tell what it answers. */
  | { readonly kind: 'nameless'; readonly topic: string | undefined }
  | { readonly kind: 'unreadable'; readonly reason: string }

/**
 * Reads an answer. The official node SDK repeats all headers of a ping, others send the messageId alone; a code may be missing
 * or a text.
 */
export function readClientFrame(text: string): ClientFrame {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return { kind: 'unreadable', reason: `it is not JSON: ${(error as Error).message}` }
  }
  if (!isRecord(parsed)) return { kind: 'unreadable', reason: 'it is not a JSON object' }
  const headers = isRecord(parsed['headers']) ? parsed['headers'] : {}
  const { messageId, topic } = headers
  if (typeof messageId !== 'string' || messageId === '')
    return { kind: 'nameless', topic: typeof topic === 'string' ? topic : undefined }
  const { code, message, data } = parsed
  const isUnencoded = data !== undefined && data !== null && typeof data !== 'string'
  return {
    kind: 'ack',
    messageId,
    code: readCode(code),
    message: typeof message === 'string' ? message : '',
    text: typeof data === 'string' ? data : isUnencoded ? JSON.stringify(data) : '',
    data: typeof data === 'string' ? parseJson(data) : data,
    isUnencoded,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readCode(code: unknown): number {
  if (code === undefined || code === null || code === '') return 200
  const read = typeof code === 'number' || typeof code === 'string' ? Number(code) : Number.NaN
  return Number.isInteger(read) ? read : 500
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
