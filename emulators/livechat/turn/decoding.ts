import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib'

/** Undoes a Content-Encoding as the bytes come. */
export interface Decoder {
  /** What the bytes add to the decoded answer; undefined when they cannot be decoded. */
  feed(chunk: Buffer): Buffer | undefined
}

const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH }
const BROTLI_FLUSH = { finishFlush: constants.BROTLI_OPERATION_FLUSH }

const methods: Readonly<Record<string, (bytes: Buffer, most: number) => Buffer>> = {
  gzip: (bytes, most) => gunzipSync(bytes, { ...FLUSH, maxOutputLength: most }),
  'x-gzip': (bytes, most) => gunzipSync(bytes, { ...FLUSH, maxOutputLength: most }),
  deflate: (bytes, most) => inflateSync(bytes, { ...FLUSH, maxOutputLength: most }),
  br: (bytes, most) => brotliDecompressSync(bytes, { ...BROTLI_FLUSH, maxOutputLength: most }),
}

/**
 * A decoder for an encoding the gateway knows; undefined for others. All that has come is decoded anew for each chunk: an answer
 * of a chat is short, and what has been flushed has to be seen at once. `most` bounds the decoded bytes.
 */
export function createDecoder(encoding: string, most: number): Decoder | undefined {
  const decode = methods[encoding.trim().toLowerCase()]
  if (decode === undefined) return undefined
  const chunks: Buffer[] = []
  let given = 0
  return {
    feed(chunk) {
      chunks.push(chunk)
      try {
        const whole = decode(Buffer.concat(chunks), most)
        const fresh = whole.subarray(given)
        given = whole.length
        return fresh
      } catch {
        // Not the format it claims to be, or larger than anybody reads.
        return undefined
      }
    },
  }
}
