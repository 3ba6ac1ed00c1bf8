import { z } from 'zod'

const optional = z.string().optional()
const media = z.object({ media_id: optional }).optional()

/**
 * The body of custom/send. Everything is optional and loose here, because each missing or wrong field has a code of
 * its own; see {@link checkContent}.
 *
 * Source: https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
 */
export const CustomMessage = z.object({
  touser: optional.describe('OpenID of the receiver'),
  msgtype: optional.describe(
    'text, image, voice, video, music, news, mpnews, mpnewsarticle, msgmenu, wxcard or miniprogrampage',
  ),
  text: z.object({ content: optional }).optional(),
  image: media,
  voice: media,
  video: z.object({ media_id: optional, thumb_media_id: optional, title: optional, description: optional }).optional(),
  music: z
    .object({
      title: optional,
      description: optional,
      musicurl: optional,
      hqmusicurl: optional,
      thumb_media_id: optional,
    })
    .optional(),
  news: z.object({ articles: z.unknown() }).optional(),
  mpnews: media,
  mpnewsarticle: z.object({ article_id: optional }).optional(),
  msgmenu: z
    .object({
      head_content: optional,
      list: z
        .array(z.object({ id: z.union([z.string(), z.number()]).transform(String), content: z.string() }))
        .optional(),
      tail_content: optional,
    })
    .optional(),
  wxcard: z.object({ card_id: optional }).optional(),
  miniprogrampage: z
    .object({ title: optional, appid: optional, pagepath: optional, thumb_media_id: optional })
    .optional(),
  customservice: z.object({ kf_account: optional }).optional().describe('Shown as coming from this desk'),
  aimsgcontext: z
    .object({ is_ai_msg: z.number().optional() })
    .optional()
    .describe('Grey remark that the content is AI-made'),
  businessid: z.union([z.string(), z.number()]).optional(),
})
export type CustomMessage = z.output<typeof CustomMessage>

export const MESSAGE_TYPES = [
  'text',
  'image',
  'voice',
  'video',
  'music',
  'news',
  'mpnews',
  'mpnewsarticle',
  'msgmenu',
  'wxcard',
  'miniprogrampage',
] as const
export type MessageType = (typeof MESSAGE_TYPES)[number]

/** An article of a service message. */
export const ServiceArticle = z.object({
  title: z.string().default(''),
  description: z.string().default(''),
  url: z.string().default(''),
  picurl: z.string().default(''),
})
