import type { Call } from '../../core/call.ts'
import type { MediaType } from '../account/media.ts'
import type { Wechat } from '../wechat.ts'
import { refuse, type ApiError, type ErrorCode } from './errors.ts'
import { readForm, type FormPart } from '../../core/multipart.ts'

/** A file that has passed the checks of its type. */
export interface Upload {
  readonly type: MediaType
  readonly fileName: string
  readonly contentType: string
  readonly data: Buffer
  /** The other fields of the form. */
  readonly fields: Readonly<Record<string, string>>
}

interface TypeRules {
  readonly extensions: readonly string[]
  readonly maxBytes: number
  readonly tooLarge: ErrorCode
}

const MB = 1024 * 1024
const MOST_BYTES = 20 * MB
const VOICE_SECONDS = 60

function rulesFor(type: MediaType, wechat: Wechat): TypeRules {
  switch (type) {
    case 'image':
      return {
        extensions: ['png', 'jpeg', 'jpg', 'gif', 'bmp'],
        maxBytes: wechat.settings.media.imageMaxBytes,
        tooLarge: 40009,
      }
    case 'voice':
      return { extensions: ['amr', 'mp3'], maxBytes: 2 * MB, tooLarge: 40010 }
    case 'video':
      return { extensions: ['mp4'], maxBytes: 10 * MB, tooLarge: 40011 }
    case 'thumb':
      return { extensions: ['jpg', 'jpeg'], maxBytes: 64 * 1024, tooLarge: 40012 }
  }
}

const TYPES: readonly MediaType[] = ['image', 'voice', 'video', 'thumb']

/** The media type a parameter names. */
export function mediaTypeOf(type: string | undefined): MediaType | undefined {
  return TYPES.find((known) => known === type)
}

/**
 * Reads and checks an uploaded file: the form part named `media` with a file name, its size, its kind.
 *
 * Source: https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia
 */
export function readUpload(wechat: Wechat, call: Call, type: MediaType): Upload | ApiError {
  if (call.body.length === 0) return refuse(44001, 'the body is empty')
  const parts = readForm(call.headers['content-type'], call.body)
  const media = parts.find((part) => part.name === 'media' && part.fileName !== undefined)
  if (media?.fileName === undefined) return refuse(41005, describeParts(call, parts))
  call.entry.input = { type, fileName: media.fileName, bytes: media.data.length }
  const refused = checkFile(wechat, type, media.fileName, media.data)
  if (refused !== undefined) return refused
  const fields = parts
    .filter((part) => part.fileName === undefined)
    .map((part) => [part.name, part.data.toString('utf8')])
  const { fileName, contentType, data } = media
  return {
    type,
    fileName,
    contentType: sniff(data) ?? contentType,
    data,
    fields: Object.fromEntries(fields) as Record<string, string>,
  }
}

function describeParts(call: Call, parts: readonly FormPart[]): string {
  if (parts.length === 0)
    return `the body is ${call.headers['content-type'] ?? 'of no type'}, multipart/form-data with a boundary is wanted`
  if (parts.some((part) => part.name === 'media')) return 'the part named media has no filename'
  return `the parts are named ${parts.map((part) => part.name).join(', ')}, not media`
}

function checkFile(wechat: Wechat, type: MediaType, fileName: string, data: Buffer): ApiError | undefined {
  const { extensions, maxBytes, tooLarge } = rulesFor(type, wechat)
  if (data.length === 0) return refuse(40006, 'the file has no bytes')
  if (data.length > MOST_BYTES) return refuse(45001, `${data.length} bytes`)
  if (data.length > maxBytes) return refuse(tooLarge, `${data.length} bytes, at most ${maxBytes} for ${type}`)
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
  if (!extensions.includes(extension))
    return refuse(40005, `${fileName}; ${extensions.join(', ')} are allowed for ${type}`)
  const kind = sniff(data)
  if ((type === 'image' || type === 'thumb') && !kind?.startsWith('image/'))
    return refuse(40137, 'the bytes are of no image')
  if (type === 'voice' && amrSeconds(data) > VOICE_SECONDS) return refuse(45007, `${amrSeconds(data)} s`)
  return undefined
}

/** The Content-Type the first bytes betray, for the kinds the platform knows. */
function sniff(data: Buffer): string | undefined {
  const hex = data.subarray(0, 4).toString('hex')
  const ascii = data.subarray(0, 12).toString('latin1')
  if (hex.startsWith('ffd8ff')) return 'image/jpeg'
  if (hex === '89504e47') return 'image/png'
  if (ascii.startsWith('GIF8')) return 'image/gif'
  if (ascii.startsWith('BM')) return 'image/bmp'
  if (ascii.startsWith('#!AMR')) return 'audio/amr'
  if (ascii.startsWith('ID3') || /^fff[ab23]/.test(hex)) return 'audio/mpeg'
  return ascii.slice(4, 8) === 'ftyp' ? 'video/mp4' : undefined
}

/** Bytes of an AMR frame by its mode; each frame is 20 ms. */
const AMR_FRAMES = [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1] as const

function amrSeconds(data: Buffer): number {
  if (!data.subarray(0, 6).equals(Buffer.from('#!AMR\n'))) return 0
  let frames = 0
  for (let at = 6; at < data.length; frames += 1) at += AMR_FRAMES[((data[at] ?? 0) >> 3) & 15] ?? 1
  return frames / 50
}
