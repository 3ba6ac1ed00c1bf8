import { z } from 'zod'
import { queryValue } from '../../../core/call.ts'
import type { Media, MediaType } from '../../account/media.ts'
import type { Wechat } from '../../wechat.ts'
import { OK, operation, type WechatOperation } from '../dialect.ts'
import { refuse } from '../errors.ts'
import { mediaTypeOf, readUpload } from '../upload.ts'
import { sendFile } from './media.ts'

const SOURCE = 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Adding_Permanent_Assets.html'

const MOST_OF_TYPE: Readonly<Record<MediaType, number>> = { image: 100_000, voice: 1000, video: 1000, thumb: 1000 }

const Description = z.object({ title: z.string(), introduction: z.string().default('') })

function readDescription(text: string | undefined): z.output<typeof Description> | undefined {
  try {
    return Description.safeParse(JSON.parse(text ?? '')).data
  } catch {
    // Not JSON, or missing: the caller answers 47001.
    return undefined
  }
}

function permanentMedia({ media }: Wechat, id: string | undefined): Media | undefined {
  const known = media.get(id ?? '')
  return known?.permanent === true ? known : undefined
}

const urlOf = ({ world }: Wechat, { id }: Media): string => `${world.baseUrl}/mmbiz_jpg/${id}/0`

const MediaIdRequest = z.object({ media_id: z.string().optional() })

export const materialOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.material.add_material',
    verb: 'POST',
    path: '/cgi-bin/material/add_material',
    summary: 'Files a permanent image, voice, video or thumb.',
    rows: ['W-43'],
    source: SOURCE,
    certainty: 'official',
    errors: [40004, 40005, 40006, 40009, 40010, 40011, 40012, 40137, 41005, 44001, 45001, 45007, 47001],
    permission: 'media',
    decide(wechat, { call }) {
      const type = mediaTypeOf(queryValue(call, 'type'))
      if (type === undefined) return refuse(40004, `type is ${queryValue(call, 'type') ?? 'missing'}`)
      const upload = readUpload(wechat, call, type)
      if ('errcode' in upload) return upload
      const description = type === 'video' ? readDescription(upload.fields['description']) : {}
      if (description === undefined)
        return refuse(47001, 'a video needs the field description, JSON with title and introduction')
      if (wechat.media.permanent(type).length >= MOST_OF_TYPE[type])
        return refuse(45001, `the account has ${MOST_OF_TYPE[type]} of type ${type}`)
      return () => {
        const media = wechat.media.add({ ...upload, ...description, permanent: true }, wechat.world.clock.now())
        return { json: { media_id: media.id, ...(type === 'image' ? { url: urlOf(wechat, media) } : {}) } }
      }
    },
  }),
  operation({
    id: 'wechat.material.get_material',
    verb: 'POST',
    path: '/cgi-bin/material/get_material',
    summary: 'Hands out a permanent file: bytes, or what is known of a video.',
    body: MediaIdRequest,
    rows: ['W-44'],
    source: SOURCE,
    certainty: 'official',
    errors: [40007],
    permission: 'media',
    decide(wechat, { body }) {
      const media = permanentMedia(wechat, body.media_id)
      if (media === undefined) return refuse(40007, 'the account has no permanent media of this id')
      return () =>
        media.type === 'video'
          ? {
              json: {
                title: media.title ?? '',
                description: media.introduction ?? '',
                down_url: `${wechat.world.baseUrl}/mmbiz_video/${media.id}`,
              },
            }
          : sendFile(wechat, media)
    },
  }),
  operation({
    id: 'wechat.material.del_material',
    verb: 'POST',
    path: '/cgi-bin/material/del_material',
    summary: 'Drops a permanent file.',
    body: MediaIdRequest,
    rows: ['W-43'],
    source: SOURCE,
    certainty: 'official',
    errors: [40007],
    permission: 'media',
    decide(wechat, { body }) {
      const media = permanentMedia(wechat, body.media_id)
      if (media === undefined) return refuse(40007, 'the account has no permanent media of this id')
      return () => {
        wechat.media.remove(media.id)
        return OK
      }
    },
  }),
  operation({
    id: 'wechat.material.batchget_material',
    verb: 'POST',
    path: '/cgi-bin/material/batchget_material',
    summary: 'Lists permanent files of one type.',
    body: z.object({
      type: z.string().optional(),
      offset: z.int().min(0).default(0),
      count: z.int().min(1).max(20).default(20),
    }),
    rows: ['W-43'],
    source: SOURCE,
    certainty: 'official',
    errors: [40004],
    permission: 'media',
    decide(wechat, { body }) {
      const type = mediaTypeOf(body.type)
      // Articles are written in the console; this account has none.
      if (type === undefined && body.type !== 'news') return refuse(40004, `type is ${body.type ?? 'missing'}`)
      return () => {
        const all = type === undefined ? [] : wechat.media.permanent(type)
        const item = all.slice(body.offset, body.offset + body.count).map((media) => ({
          media_id: media.id,
          name: media.fileName,
          update_time: Math.floor(media.createdAt / 1000),
          ...(media.type === 'image' ? { url: urlOf(wechat, media) } : {}),
        }))
        return { json: { total_count: all.length, item_count: item.length, item } }
      }
    },
  }),
  operation({
    id: 'wechat.material.get_materialcount',
    verb: 'GET',
    path: '/cgi-bin/material/get_materialcount',
    summary: 'Counts permanent files by type.',
    rows: ['W-43'],
    source: SOURCE,
    certainty: 'official',
    permission: 'media',
    decide:
      ({ media }) =>
      () => ({
        json: {
          voice_count: media.permanent('voice').length,
          video_count: media.permanent('video').length,
          image_count: media.permanent('image').length,
          news_count: 0,
        },
      }),
  }),
]
