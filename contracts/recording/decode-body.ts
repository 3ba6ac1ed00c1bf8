import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

const DECODERS: Readonly<Record<string, (body: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/** A body as it was before it was compressed; undefined when it cannot be read, or is larger than `most` bytes. */
export function decodeBody(body: Buffer, encoding: string | undefined, most: number): Buffer | undefined {
  const decode = DECODERS[encoding?.trim().toLowerCase() ?? '']
  if (decode === undefined) return body
  try {
    return decode(body, { maxOutputLength: most })
  } catch {
    return undefined
  }
}
