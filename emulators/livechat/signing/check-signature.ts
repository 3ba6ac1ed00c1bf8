import { timingSafeEqual } from 'node:crypto'
import { canonicalQuery, canonicalRawQuery, queryEncodings, readQuery, sign, type QueryPair } from './string-to-sign.ts'

/** A call whose signature is to be checked. */
export interface SignedCall {
  readonly method: string
  /** Path without the query. */
  readonly path: string
  /** The query as on the wire, without `?`. */
  readonly rawQuery: string
  /** The `Host` header as sent. */
  readonly host: string
}

/** What a signature proved to be. */
export type SignatureCheck =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** It would be right after one more URL decoding. */
      readonly encodedTwice: boolean
      /** A known slip that would have made this very signature. */
      readonly slip?: string
      /** The string to sign for the host and the path as they were sent. */
      readonly expected: string
      /** How many strings to sign were tried. */
      readonly tried: number
    }

const isSame = (a: string, b: string): boolean => {
  const given = Buffer.from(a)
  const expected = Buffer.from(b)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** Clients sign the host with or without its port; a real gateway is reached under its official names. */
function candidateHosts(host: string, official: readonly string[]): string[] {
  return [...new Set([host, host.replace(/:\d+$/, ''), ...official])]
}

/** The Java SDK signs `/x` and sends `/x/`. */
function candidatePaths(path: string): string[] {
  return [...new Set([path, path.endsWith('/') ? path.slice(0, -1) : path])]
}

function candidateQueries(rawQuery: string, pairs: readonly QueryPair[]): string[] {
  const encoded = queryEncodings.map(({ encode }) => canonicalQuery(pairs, encode))
  return [...new Set([...encoded, canonicalRawQuery(rawQuery)])]
}

/** Strings people sign by mistake, to name the mistake. */
function slips(call: SignedCall, query: string, body: string): readonly (readonly [slip: string, text: string])[] {
  const { host, method } = call
  const path = candidatePaths(call.path).at(-1) ?? call.path
  return [
    ['the scheme was signed with the host', `${method}http://${host}${path}?${query}`],
    ['the scheme was signed with the host', `${method}https://${host}${path}?${query}`],
    ['the host was left out', `${method}${path}?${query}`],
    ['the method was left out', `${host}${path}?${query}`],
    ['the method was signed in lower case', `${method.toLowerCase()}${host}${path}?${query}`],
    ['the body was signed too', `${method}${host}${path}?${query}${body}`],
    ['the body was signed in place of the query', body],
    ['values were signed without URL encoding', `${method}${host}${path}?${decodeOnce(query)}`],
  ]
}

const decodeOnce = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Checks a signature against every string a known client would have signed. */
export function checkSignature(
  call: SignedCall,
  secret: string,
  officialHosts: readonly string[],
  body = '',
): SignatureCheck {
  const pairs = readQuery(call.rawQuery)
  // A bare `+` of base64 that was never encoded arrives as a space.
  const given = pairs.find(([name]) => name === 'Signature')?.[1].replaceAll(' ', '+') ?? ''
  const queries = candidateQueries(call.rawQuery, pairs)
  const texts = candidateHosts(call.host, officialHosts).flatMap((host) =>
    candidatePaths(call.path).flatMap((path) => queries.map((query) => `${call.method}${host}${path}?${query}`)),
  )
  const signatures = texts.map((text) => sign(text, secret))
  if (signatures.filter((signature) => isSame(signature, given)).length > 0) return { ok: true }
  const onceMore = decodeOnce(given)
  const encodedTwice = onceMore !== given && signatures.some((signature) => isSame(signature, onceMore))
  const hosts = candidateHosts(call.host, officialHosts)
  const slip = hosts
    .flatMap((host) => queries.flatMap((query) => slips({ ...call, host }, query, body)))
    .find(([, text]) => isSame(sign(text, secret), given))?.[0]
  return {
    ok: false,
    encodedTwice,
    ...(slip === undefined ? {} : { slip }),
    expected: texts[0] ?? '',
    tried: texts.length,
  }
}
