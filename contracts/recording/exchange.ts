import http from 'node:http'
import https from 'node:https'
import type { HeaderList } from '../../emulators/core/journal-entries.ts'
import type { SeenAnswer, SeenRequest } from '../../emulators/core/recall.ts'
import { decodeBody } from './decode-body.ts'

/** Where a request goes, and who looks on. Whatever a watcher throws is kept from the traffic. */
export interface Route {
  /** Scheme, host and port it is sent to. */
  readonly origin: string
  /** Path and query to ask for there. */
  readonly url: string
  /** Another head than the one that came, such as one signed afresh. Its `body` is empty: it has not come yet. */
  readonly changeHead?: (request: SeenRequest) => { readonly url: string; readonly headers: HeaderList } | undefined
  /** Changes a JSON body before it goes out. */
  readonly changeBody?: (body: Buffer) => Buffer
  /** Changes an answer of JSON or XML on its way back. */
  readonly changeAnswer?: (body: Buffer) => Buffer
  readonly onRequest?: (request: SeenRequest) => void
  /** The asker has read all of the answer. */
  readonly onAnswer?: (answer: SeenAnswer, request: SeenRequest) => void
  /** The answer did not come to its end; `sofar` is undefined when not even its head had come. */
  readonly onBroken?: (request: SeenRequest, end: Broken) => void
  /** The other side could not be reached, or broke off. */
  readonly onTrouble?: (what: string) => void
  /** The exchange is over, however it ended. */
  readonly onEnd?: () => void
}

/** An exchange that somebody has ended before it was over: the far side, or the one who asked. */
export interface Broken {
  readonly by: 'far' | 'asker'
  readonly at: number
  readonly sofar: SeenAnswer | undefined
}

/** Bodies beyond this many bytes pass, but are not looked at. */
export const MOST_SEEN_BYTES = 10 * 1024 * 1024
/** JSON up to this many bytes may be changed on its way. */
const MOST_CHANGED_BYTES = 1024 * 1024

const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade'])

/** Header lines of a raw list, those that belong to one connection left out. */
export function passOn(rawHeaders: readonly string[], host?: string): [string, string][] {
  const passed: [string, string][] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const lower = name.toLowerCase()
    if (HOP_BY_HOP.has(lower)) continue
    passed.push([name, lower === 'host' && host !== undefined ? host : (rawHeaders[at + 1] ?? '')])
  }
  return passed
}

/** Collects a body as it passes, up to {@link MOST_SEEN_BYTES}. */
function collect(): { add(chunk: Buffer): void; whole(): Buffer | undefined } {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    add(chunk) {
      bytes += chunk.length
      if (bytes <= MOST_SEEN_BYTES) chunks.push(chunk)
      else chunks.length = 0
    },
    whole: () => (bytes <= MOST_SEEN_BYTES ? Buffer.concat(chunks) : undefined),
  }
}

const isPlain = (headers: http.IncomingHttpHeaders): boolean => headers['content-encoding'] === undefined

const isJson = (headers: http.IncomingHttpHeaders): boolean =>
  /^application\/(?:.*\+)?json\b/i.test(headers['content-type'] ?? '') && isPlain(headers)

/** DingTalk's gateway answers XML to those who do not ask for JSON. */
const isChangeable = (headers: http.IncomingHttpHeaders): boolean =>
  isJson(headers) || (/^(?:application|text)\/xml\b/i.test(headers['content-type'] ?? '') && isPlain(headers))

/**
 * Sends a request on and its answer back, byte by byte as they come. When one side hangs up, so does the other; when the
 * far side cannot be reached, the asker's connection is closed without an answer, as it would have found it.
 */
export function passExchange(request: http.IncomingMessage, response: http.ServerResponse, route: Route): void {
  const { origin } = route
  const { protocol, hostname, port, host } = new URL(origin)
  const seenBody = collect()
  let seen: SeenRequest | undefined
  let sofar: (() => SeenAnswer | undefined) | undefined
  let isOver = false

  /** Tells once that somebody has hung up. */
  function breakOff(by: Broken['by']): void {
    if (isOver || seen === undefined) return
    isOver = true
    const asked = seen
    look(() => route.onBroken?.(asked, { by, at: Date.now(), sofar: sofar?.() }))
  }

  const look = (watch: () => void): void => {
    try {
      watch()
    } catch (error) {
      route.onTrouble?.(
        `the recorder failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
    }
  }

  function onAnswer(answer: http.IncomingMessage): void {
    const headers = passOn(answer.rawHeaders)
    const collected = collect()
    answer.on('data', (chunk: Buffer) => collected.add(chunk))
    sofar = () => {
      const whole = collected.whole()
      const body = whole && decodeBody(whole, answer.headers['content-encoding'], MOST_SEEN_BYTES)
      return body && { status: answer.statusCode ?? 0, headers, body, at: Date.now() }
    }
    const broken = (): void => {
      breakOff('far')
      response.destroy()
    }
    answer.on('error', broken)
    answer.on('aborted', broken)
    if (route.changeAnswer !== undefined && isChangeable(answer.headers))
      sendChanged(answer, response, headers, route.changeAnswer)
    else sendAsItComes(answer, response, headers)
    response.once('finish', () => {
      isOver = true
      const whole = sofar?.()
      if (seen === undefined || whole === undefined) return
      const asked = seen
      look(() => route.onAnswer?.(whole, asked))
    })
  }

  function send(url: string, headers: HeaderList): http.ClientRequest {
    const { request: open } = protocol === 'https:' ? https : http
    // What is compressed could be neither read nor changed on its way.
    const asked = headers.filter(([name]) => name.toLowerCase() !== 'accept-encoding')
    const onward = open({
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      method: request.method,
      path: url,
      headers: [...asked, ['Accept-Encoding', 'identity'] as const].flat(),
      setHost: false,
    })
    onward.on('response', onAnswer)
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (!response.writableFinished && !response.destroyed) {
        breakOff('far')
        route.onTrouble?.(`${request.method} ${pathOf(url)}: ${origin} ${error.code ?? error.message}`)
      }
      // Nobody has answered, and nobody pretends to have.
      request.socket.destroy()
    })
    response.on('close', () => {
      if (response.writableFinished) return
      breakOff('asker')
      onward.destroy()
    })
    return onward
  }

  response.once('close', () => route.onEnd?.())
  const method = request.method ?? 'GET'
  const came = { method, url: route.url, headers: passOn(request.rawHeaders), body: Buffer.alloc(0), at: Date.now() }
  request.on('data', (chunk: Buffer) => seenBody.add(chunk))
  request.on('end', () => {
    const body = seenBody.whole()
    if (body === undefined) {
      route.onTrouble?.(`${method} ${pathOf(route.url)}: larger than ${MOST_SEEN_BYTES} bytes, not recorded`)
      return
    }
    const asked = { ...came, body, at: Date.now() }
    seen = asked
    look(() => route.onRequest?.(asked))
  })

  const onHost = { url: route.url, headers: passOn(request.rawHeaders, host) }
  const head = route.changeHead?.({ ...came, headers: onHost.headers }) ?? onHost
  const { changeBody } = route
  if (changeBody === undefined || !isJson(request.headers)) {
    request.pipe(send(head.url, head.headers))
    return
  }
  holdBack(
    request,
    (body) => {
      const changed = changeBody(body)
      send(head.url, withLength(head.headers, changed.length)).end(changed)
    },
    (held) => {
      const onward = send(head.url, head.headers)
      onward.write(held)
      request.pipe(onward)
    },
  )
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url

/** What is streamed has to arrive as it comes: first of all the head. */
function sendAsItComes(answer: http.IncomingMessage, response: http.ServerResponse, headers: HeaderList): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers.flat())
  response.flushHeaders()
  answer.pipe(response)
}

/** Holds an answer back until it is whole and changes it; one that is too large goes on as it comes. */
function sendChanged(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  headers: HeaderList,
  change: (body: Buffer) => Buffer,
): void {
  const head = (lines: HeaderList): unknown =>
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, lines.flat())
  holdBack(
    answer,
    (body) => {
      const changed = change(body)
      head(withLength(headers, changed.length))
      response.end(changed)
    },
    (held) => {
      head(headers)
      response.write(held)
      answer.pipe(response)
    },
  )
}

/** Waits for a body to be whole. One of more than {@link MOST_CHANGED_BYTES} is handed over as far as it has come. */
function holdBack(
  message: http.IncomingMessage,
  whole: (body: Buffer) => void,
  tooLarge: (held: Buffer) => void,
): void {
  const held: Buffer[] = []
  let bytes = 0
  const hold = (chunk: Buffer): void => {
    held.push(chunk)
    bytes += chunk.length
    if (bytes <= MOST_CHANGED_BYTES) return
    message.off('data', hold)
    message.off('end', finish)
    tooLarge(Buffer.concat(held))
  }
  const finish = (): void => whole(Buffer.concat(held))
  message.on('data', hold)
  message.on('end', finish)
}

const withLength = (headers: HeaderList, length: number): HeaderList => [
  ...headers.filter(([name]) => !/^(?:content-length|transfer-encoding)$/i.test(name)),
  ['Content-Length', String(length)],
]
