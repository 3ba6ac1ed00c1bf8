/** One part of a form. A part with a file name is a file. */
export interface FormPart {
  readonly name: string
  readonly fileName: string | undefined
  readonly contentType: string
  readonly data: Buffer
}

const MOST_PARTS = 32
const CRLF2 = Buffer.from('\r\n\r\n')

/**
 * Reads a multipart/form-data body that is whole in memory. A body that is none, or is cut, yields the parts that are
 * complete; it never throws.
 */
export function readForm(contentType: string | undefined, body: Buffer): FormPart[] {
  const boundary = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(
    contentType ?? '',
  )
  if (boundary === null) return []
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`)
  const parts: FormPart[] = []
  let at = body.indexOf(mark)
  while (at !== -1 && parts.length < MOST_PARTS) {
    const begin = at + mark.length
    if (body.subarray(begin, begin + 2).toString('latin1') === '--') break
    const next = body.indexOf(mark, begin)
    if (next === -1) break
    // The line break before a boundary belongs to the boundary.
    const part = readPart(body.subarray(begin, Math.max(begin, next - 2)))
    if (part !== undefined) parts.push(part)
    at = next
  }
  return parts
}

function readPart(raw: Buffer): FormPart | undefined {
  const end = raw.indexOf(CRLF2)
  if (end === -1) return undefined
  const head = raw.subarray(0, end).toString('utf8')
  const disposition = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(head)?.[1]
  if (disposition === undefined) return undefined
  const parameter = (name: string): string | undefined => {
    const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(disposition)
    return found?.[1] ?? found?.[2]
  }
  const name = parameter('name')
  if (name === undefined) return undefined
  return {
    name,
    fileName: parameter('filename'),
    contentType: /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? 'application/octet-stream',
    data: raw.subarray(end + CRLF2.length),
  }
}
