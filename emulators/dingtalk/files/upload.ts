import { queryValue, type Call } from '../../core/call.ts'
import { readForm } from '../../core/multipart.ts'
import { legacy } from '../errors/index.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'
import type { StoredFile } from './files.ts'

const MB = 1024 * 1024

/** What a type takes: extensions, and bytes at most. */
const TYPES: ReadonlyMap<string, { readonly extensions: readonly string[]; readonly most: number }> = new Map([
  ['image', { extensions: ['jpg', 'jpeg', 'gif', 'png', 'bmp'], most: 20 * MB }],
  ['voice', { extensions: ['amr', 'mp3', 'wav'], most: 2 * MB }],
  ['video', { extensions: ['mp4'], most: 20 * MB }],
  ['file', { extensions: ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'pdf', 'rar'], most: 20 * MB }],
])

export type UploadReading =
  | { readonly ok: true; readonly type: string; readonly file: StoredFile }
  | { readonly ok: false; readonly refusal: LegacyRefusal }

const refused = (errcode: number, errmsg?: string): UploadReading => ({ ok: false, refusal: legacy(errcode, errmsg) })

/**
 * Reads an upload: `type` in the form or in the query, the file in the part `media`.
 *
 * Source: https://open.dingtalk.com/document/development/upload-media-files
 */
export function readUpload(call: Call): UploadReading {
  const parts = readForm(call.headers['content-type'], call.body)
  const media = parts.find(({ name }) => name === 'media')
  const type = parts.find(({ name, fileName }) => name === 'type' && fileName === undefined)?.data.toString('utf8')
  const named = type ?? queryValue(call, 'type') ?? ''
  call.entry.input = { type: named, media: media && { fileName: media.fileName, bytes: media.data.length } }
  if (named === '') return refused(40035, '缺少参数 type')
  const rules = TYPES.get(named)
  if (rules === undefined) return refused(40004)
  if (media === undefined) return refused(40035, '缺少参数 media')
  const name = media.fileName ?? ''
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (!rules.extensions.includes(extension)) return refused(40005)
  if (media.data.length === 0 || media.data.length > rules.most) return refused(40006)
  // A copy: the part is a view of the whole body, which would live as long as the file.
  return { ok: true, type: named, file: { name, contentType: media.contentType, bytes: Buffer.from(media.data) } }
}
