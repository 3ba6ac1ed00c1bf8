import type { Call } from '../../core/call.ts'

/** The fields of a form, and its file. */
export interface Form {
  readonly fields: Record<string, string>
  readonly file?: { readonly name: string; readonly contentType: string; readonly data: Buffer }
}

const HEAD_END = Buffer.from('\r\n\r\n')

const parameterOf = (head: string, name: string): string | undefined =>
  new RegExp(`[;\\s]${name}="([^"]*)"`, 'i').exec(head)?.[1]

/** Reads a multipart body that is there as a whole; undefined when it is none. https://www.rfc-editor.org/rfc/rfc7578 */
export function readMultipart({ body, headers }: Call): Form | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(headers['content-type'] ?? '')
  const name = boundary?.[1] ?? boundary?.[2]
  if (name === undefined) return undefined
  const mark = Buffer.from(`--${name}`)
  const fields: Record<string, string> = {}
  let file: Form['file']
  let at = body.indexOf(mark)
  if (at < 0) return undefined
  for (;;) {
    const start = at + mark.length + 2
    const next = body.indexOf(mark, start)
    if (next < 0) break
    const headEnd = body.indexOf(HEAD_END, start)
    if (headEnd >= 0 && headEnd < next) {
      const head = body.toString('utf8', start, headEnd)
      const content = body.subarray(headEnd + HEAD_END.length, next - 2)
      const field = parameterOf(head, 'name')
      const fileName = parameterOf(head, 'filename')
      if (fileName !== undefined) {
        const contentType = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? 'application/octet-stream'
        file = { name: fileName, contentType, data: Buffer.from(content) }
      } else if (field !== undefined) fields[field] = content.toString('utf8')
    }
    at = next
  }
  return file === undefined ? { fields } : { fields, file }
}
