/**
 * Percent-encodes a text as both signing styles want it: UTF-8, RFC 3986, upper-case hex; only `A-Z a-z 0-9 - _ . ~` stay,
 * a blank is `%20`.
 *
 * Source: https://help.aliyun.com/document_detail/25490.htm
 */
export function percentEncode(text: string): string {
  // A lone half of a surrogate pair cannot be written in UTF-8; it becomes U+FFFD, as everywhere.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Parameters as pairs; a name may occur more than once. */
export type Pairs = readonly (readonly [name: string, value: string])[]

/** Pairs sorted by name, then value, as bytes. */
export function sortPairs(pairs: Pairs): Pairs {
  return pairs
    .map((pair) => ({ pair, name: Buffer.from(pair[0], 'utf8'), value: Buffer.from(pair[1], 'utf8') }))
    .sort((a, b) => Buffer.compare(a.name, b.name) || Buffer.compare(a.value, b.value))
    .map(({ pair }) => pair)
}

/** `name=value` joined with `&`, each part encoded with `encode`. */
export function joinPairs(pairs: Pairs, encode: (text: string) => string = percentEncode): string {
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
}

/** The canonical query: sorted, encoded, joined. */
export function canonicalQuery(pairs: Pairs): string {
  return joinPairs(sortPairs(pairs))
}
