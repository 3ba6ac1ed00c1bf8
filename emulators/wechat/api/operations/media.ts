import { queryValue } from '../../../core/call.ts'
import type { Media } from '../../account/media.ts'
import type { Wechat } from '../../wechat.ts'
import { operation, type Success, type WechatOperation } from '../dialect.ts'
import { refuse, type ApiError } from '../errors.ts'
import { mediaTypeOf, readUpload } from '../upload.ts'

/** The media, or why it cannot be had. */
export function findMedia({ media, world }: Wechat, id: string | undefined): Media | ApiError {
  if (id === undefined || id === '') return refuse(41006)
  const known = media.get(id)
  if (known === undefined) return refuse(40007, 'this account never had it, or it was dropped')
  return world.clock.now() >= known.expiresAt ? refuse(40007, 'it has expired; temporary media live three days') : known
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/bmp': 'bmp',
  'audio/amr': 'amr',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
}

/** The bytes of a file as WeChat hands them out. */
export function sendFile({ media }: Wechat, file: Media, contentType = file.contentType): Success {
  return {
    bytes: media.read(file),
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${file.id}.${EXTENSIONS[file.contentType] ?? 'bin'}"`,
      connection: 'close',
    },
  }
}

/** The page of a file that the platform links to: PicUrl, video_url. No token is asked for. */
function filePage(id: string, path: string, type: Media['type'], summary: string): WechatOperation {
  return operation({
    id,
    verb: 'GET',
    path,
    summary,
    rows: ['W-44', 'W-45'],
    source: 'https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia',
    certainty: 'assumed',
    authorised: false,
    decide(wechat, { call }) {
      const file = findMedia(wechat, call.params['id'])
      return () =>
        'errcode' in file || file.type !== type
          ? NOT_FOUND
          : { bytes: wechat.media.read(file), headers: { 'content-type': file.contentType } }
    },
  })
}
const NOT_FOUND: Success = { bytes: Buffer.from(''), headers: { 'content-type': 'text/plain' }, status: 404 }

export const mediaOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.media.upload',
    verb: 'POST',
    path: '/cgi-bin/media/upload',
    summary: 'Files a temporary image, voice, video or thumb; it lives three days.',
    rows: ['W-43', 'W-58'],
    source: 'https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia',
    certainty: 'official',
    errors: [40004, 40005, 40006, 40009, 40010, 40011, 40012, 40137, 41005, 44001, 45001, 45007],
    permission: 'media',
    daily: { usual: 100_000, test: 500 },
    decide(wechat, { call }) {
      const type = mediaTypeOf(queryValue(call, 'type'))
      if (type === undefined) return refuse(40004, `type is ${queryValue(call, 'type') ?? 'missing'}`)
      const upload = readUpload(wechat, call, type)
      if ('errcode' in upload) return upload
      return () => {
        const now = wechat.world.clock.now()
        const { id } = wechat.media.add({ ...upload, permanent: false }, now)
        return {
          json: { type, [type === 'thumb' ? 'thumb_media_id' : 'media_id']: id, created_at: Math.floor(now / 1000) },
        }
      }
    },
  }),
  operation({
    id: 'wechat.media.get',
    verb: 'GET',
    path: '/cgi-bin/media/get',
    summary: 'Hands out a temporary file: bytes, or the address of a video.',
    rows: ['W-44', 'W-45'],
    source: 'https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia',
    certainty: 'official',
    errors: [40007, 41006],
    permission: 'media',
    daily: { usual: 200_000, test: 1000 },
    decide(wechat, { call }) {
      const file = findMedia(wechat, queryValue(call, 'media_id'))
      if ('errcode' in file) return file
      return () =>
        file.type === 'video'
          ? { json: { video_url: `${wechat.world.baseUrl}/mmbiz_video/${file.id}` } }
          : sendFile(wechat, file)
    },
  }),
  operation({
    id: 'wechat.media.get.jssdk',
    verb: 'GET',
    path: '/cgi-bin/media/get/jssdk',
    summary: 'Hands out a voice that was recorded in a page, in its better quality.',
    rows: ['W-44'],
    source: 'https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia',
    certainty: 'assumed',
    errors: [40007, 41006],
    permission: 'media',
    decide(wechat, { call }) {
      const file = findMedia(wechat, queryValue(call, 'media_id'))
      if ('errcode' in file) return file
      return file.type === 'voice'
        ? () => sendFile(wechat, file, 'voice/speex')
        : refuse(40007, `it is ${file.type} media, voice is wanted`)
    },
  }),
  operation({
    id: 'wechat.media.uploadimg',
    verb: 'POST',
    path: '/cgi-bin/media/uploadimg',
    summary: 'Files a picture for articles and answers its address.',
    rows: ['W-43'],
    source: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/New_temporary_materials.html',
    certainty: 'official',
    errors: [40005, 40006, 40009, 40137, 41005, 44001],
    permission: 'media',
    decide(wechat, { call }) {
      const upload = readUpload(wechat, call, 'image')
      if ('errcode' in upload) return upload
      if (upload.data.length > 1024 * 1024) return refuse(40009, `${upload.data.length} bytes, at most 1 MB`)
      return () => {
        const { id } = wechat.media.add({ ...upload, permanent: true }, wechat.world.clock.now())
        return { json: { url: `${wechat.world.baseUrl}/mmbiz_jpg/${id}/0` } }
      }
    },
  }),
  filePage('wechat.page.picture', '/mmbiz_jpg/:id/0', 'image', 'The picture behind a PicUrl.'),
  filePage('wechat.page.video', '/mmbiz_video/:id', 'video', 'The video behind a video_url.'),
]
