import { createHmac } from 'node:crypto'

/** A query parameter, decoded. */
export type QueryPair = readonly [name: string, value: string]

/** How a language's library writes a name or a value in a query. */
export interface QueryEncoding {
  readonly id: 'java' | 'rfc3986'
  readonly encode: (text: string) => string
}

/** RFC 3986: only letters, digits and `-._~` stay. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** `java.net.URLEncoder`: a space is `+`, `*` stays, `~` is encoded. */
export function encodeJava(text: string): string {
  return encodeRfc3986(text).replaceAll('%20', '+').replaceAll('%2A', '*').replaceAll('~', '%7E')
}

export const queryEncodings: readonly QueryEncoding[] = [
  { id: 'java', encode: encodeJava },
  { id: 'rfc3986', encode: encodeRfc3986 },
]

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Cuts a raw query into decoded pairs, in order; `+` stands for a space. Broken escapes stay as they are. */
export function readQuery(raw: string): QueryPair[] {
  const decode = (text: string): string => {
    const spaced = text.replaceAll('+', ' ')
    try {
      return decodeURIComponent(spaced)
    } catch {
      return spaced
    }
  }
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]
    })
}

/** All parameters but `Signature`, sorted by the bytes of their names, upper case before lower case. */
export function canonicalQuery(pairs: readonly QueryPair[], encode: (text: string) => string): string {
  return pairs
    .filter(([name]) => name !== 'Signature')
    .toSorted(([a], [b]) => byBytes(a, b))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
}

/** The same with the parameters as they stood on the wire. */
export function canonicalRawQuery(raw: string): string {
  const nameOf = (part: string): string => part.split('=', 1)[0] ?? ''
  return raw
    .split('&')
    .filter((part) => part !== '' && nameOf(part) !== 'Signature')
    .toSorted((a, b) => byBytes(nameOf(a), nameOf(b)))
    .join('&')
}

/**
 * Base64 of the HMAC-SHA1 of `text` under the access key's secret. The text is method, host, path, `?` and canonical query,
 * joined without separators; the body is not part of it.
 *
 * @see https://develop.clink.cn/develop/api/agent-download.html
 */
export function sign(text: string, secret: string): string {
  return createHmac('sha1', secret).update(text, 'utf8').digest('base64')
}
