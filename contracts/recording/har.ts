import { z } from 'zod'
import { CaipaiError } from '../../emulators/core/errors.ts'
import type { HeaderList } from '../../emulators/core/journal-entries.ts'
import type { SeenAnswer, SeenRequest } from '../../emulators/core/recall.ts'

/** One exchange of an archive. `request.url` is path and query, as on the wire. */
export interface ArchivedExchange {
  readonly url: URL
  readonly request: SeenRequest
  /** Undefined when nobody has answered. */
  readonly answer: SeenAnswer | undefined
  /** Frames of a WebSocket, where the archive holds them. */
  readonly frames: readonly { readonly from: 'platform' | 'bot'; readonly text: string; readonly at: number }[]
}

const headers = z.array(z.looseObject({ name: z.string(), value: z.string() })).default([])

const body = z.looseObject({ text: z.string().optional(), encoding: z.string().optional() })

const entry = z.looseObject({
  startedDateTime: z.iso.datetime({ offset: true }),
  time: z.number().default(0),
  request: z.looseObject({
    method: z.string(),
    url: z.url(),
    headers,
    postData: body
      .extend({ params: z.array(z.looseObject({ name: z.string(), value: z.string().default('') })).optional() })
      .optional(),
  }),
  response: z.looseObject({ status: z.number(), headers, content: body.optional() }),
  // Chrome and Playwright write frames so; the time is in seconds.
  _webSocketMessages: z
    .array(z.looseObject({ type: z.enum(['send', 'receive']), time: z.number(), data: z.string() }))
    .default([]),
})

const archive = z.looseObject({ log: z.looseObject({ entries: z.array(entry) }) })

/**
 * Reads an HTTP archive, version 1.2.
 *
 * @param shownAs the name of the file in errors
 * @throws CaipaiError `HAR_INVALID`
 *
 * Source: http://www.softwareishard.com/blog/har-12-spec/
 */
export function readHar(text: string, shownAs: string): ArchivedExchange[] {
  const read = archive.safeParse(parseJson(text, shownAs))
  if (read.success) return read.data.log.entries.map(exchangeOf)
  const [issue] = read.error.issues
  throw invalid(`${shownAs} is no HTTP archive: ${issue?.path.join('.')}: ${issue?.message}`)
}

const invalid = (message: string): CaipaiError =>
  new CaipaiError(message, {
    code: 'HAR_INVALID',
    fix: 'Give a HAR 1.2 file, as browsers, mitmproxy, Charles, Fiddler or Proxyman write them.',
  })

function parseJson(text: string, shownAs: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw invalid(`${shownAs} is no JSON: ${(error as Error).message}`)
  }
}

function exchangeOf({ startedDateTime, time, request, response, ...more }: z.output<typeof entry>): ArchivedExchange {
  const url = new URL(request.url)
  const at = Date.parse(startedDateTime)
  const { postData } = request
  const sent =
    postData?.text === undefined && postData?.params !== undefined
      ? Buffer.from(
          new URLSearchParams(postData.params.map(({ name, value }): [string, string] => [name, value])).toString(),
        )
      : bytesOf(postData)
  return {
    url,
    request: {
      method: request.method,
      url: url.pathname + url.search,
      headers: linesOf(request.headers),
      body: sent,
      at,
    },
    answer:
      response.status === 0
        ? undefined
        : {
            status: response.status,
            headers: linesOf(response.headers),
            body: bytesOf(response.content),
            at: at + Math.max(0, time),
          },
    frames: more._webSocketMessages.map(({ type, time: seconds, data }) => ({
      from: type === 'send' ? 'bot' : 'platform',
      text: data,
      at: seconds * 1000,
    })),
  }
}

/** What begins with a colon is HTTP/2's own. */
const linesOf = (lines: z.output<typeof headers>): HeaderList =>
  lines.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => [name, value])

const bytesOf = (held: z.output<typeof body> | undefined): Buffer =>
  Buffer.from(held?.text ?? '', held?.encoding === 'base64' ? 'base64' : 'utf8')
