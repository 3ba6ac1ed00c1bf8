import { z } from 'zod'
import { bare, text, type XmlField } from './xml.ts'

const article = {
  msgDataId: z.string().optional().describe('MsgDataId: the article the user wrote from'),
  idx: z.number().int().min(1).optional().describe('Idx: its number in a post of several articles, from 1'),
}

const mediaId = z.string().min(1).describe('MediaId of the file; it can be fetched through media/get')

/**
 * What a user can send, as WeChat pushes it. `Location_X` is the latitude and `Location_Y` the longitude.
 *
 * Source: https://developers.weixin.qq.com/doc/service/en/guide/product/message/Receiving_standard_messages.html
 */
export const UserMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    content: z.string(),
    menuId: z.string().optional().describe('bizmsgmenuid: the line of a message menu that was tapped'),
    ...article,
  }),
  z.strictObject({ type: z.literal('image'), mediaId, picUrl: z.string(), ...article }),
  z.strictObject({
    type: z.literal('voice'),
    mediaId,
    format: z.string().default('amr'),
    recognition: z
      .string()
      .optional()
      .describe('Recognition: only there when speech recognition is on; empty when nothing was understood'),
    mediaId16K: z.string().optional(),
    ...article,
  }),
  z.strictObject({ type: z.literal('video'), mediaId, thumbMediaId: z.string(), ...article }),
  z.strictObject({ type: z.literal('shortvideo'), mediaId, thumbMediaId: z.string(), ...article }),
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    scale: z.number().int().default(15),
    label: z.string().default(''),
    ...article,
  }),
  z.strictObject({
    type: z.literal('link'),
    title: z.string(),
    description: z.string().default(''),
    url: z.string(),
    ...article,
  }),
])
export type UserMessage = z.infer<typeof UserMessage>

/** Who writes to whom and when: `to` is the account's `gh_` id, `from` the OpenID, `createTime` Unix seconds. */
export interface PushHead {
  readonly to: string
  readonly from: string
  readonly createTime: number
}

/** The three elements every push begins with. */
export function headFields({ to, from, createTime }: PushHead): XmlField[] {
  return [text('ToUserName', to), text('FromUserName', from), bare('CreateTime', createTime)]
}

/** The elements of an ordinary message in wire order. `msgId` is a decimal 64-bit number. */
export function messageFields(head: PushHead, message: UserMessage, msgId: string): XmlField[] {
  return [
    ...headFields(head),
    text('MsgType', message.type),
    ...contentFields(message, bare('MsgId', msgId)),
    ...(message.msgDataId === undefined ? [] : [text('MsgDataId', message.msgDataId)]),
    ...(message.idx === undefined ? [] : [bare('Idx', message.idx)]),
  ]
}

function contentFields(message: UserMessage, msgId: XmlField): XmlField[] {
  switch (message.type) {
    case 'text':
      return [text('Content', message.content), msgId, ...optional('bizmsgmenuid', message.menuId)]
    case 'image':
      return [text('PicUrl', message.picUrl), msgId, text('MediaId', message.mediaId)]
    case 'voice':
      return [
        text('MediaId', message.mediaId),
        text('Format', message.format),
        msgId,
        ...optional('Recognition', message.recognition),
        ...optional('MediaId16K', message.mediaId16K),
      ]
    case 'video':
    case 'shortvideo':
      return [text('MediaId', message.mediaId), text('ThumbMediaId', message.thumbMediaId), msgId]
    case 'location':
      return [
        bare('Location_X', degrees(message.latitude)),
        bare('Location_Y', degrees(message.longitude)),
        bare('Scale', message.scale),
        text('Label', message.label),
        msgId,
      ]
    case 'link':
      return [text('Title', message.title), text('Description', message.description), text('Url', message.url), msgId]
  }
}

function optional(name: string, value: string | undefined): XmlField[] {
  return value === undefined ? [] : [text(name, value)]
}

/** Decimal degrees with six places, as phones send them; never in exponent form. */
export function degrees(value: number): string {
  return value.toFixed(6)
}
