/** A picture a visitor has sent; it can be fetched without credentials. */
export interface VisitorFile {
  readonly name: string
  readonly contentType: string
  readonly data: Buffer
}

/** The files of the visitors, bounded. They outlive resets: a bot may still fetch what it was told. */
export interface FileStore {
  put(id: string, file: VisitorFile): void
  get(id: string): VisitorFile | undefined
}

const MOST_FILES = 500
const MOST_BYTES = 32 * 1024 * 1024

/** The smallest PNG: what a simulated visitor sends when a scenario gives no bytes. */
export const SAMPLE_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)

/** The name of a picture that has none. */
export const SAMPLE_NAME = 'image.png'

export function createFileStore(): FileStore {
  const files = new Map<string, VisitorFile>()
  let bytes = 0
  return {
    put(id, file) {
      files.set(id, file)
      bytes += file.data.length
      for (const [oldest, { data }] of files) {
        if (files.size <= MOST_FILES && bytes <= MOST_BYTES) break
        files.delete(oldest)
        bytes -= data.length
      }
    },
    get: (id) => files.get(id),
  }
}
