import { briefly, type RecallGround, type Recalled } from '../../core/recall.ts'
import { valueOf } from '../reply/content.ts'
import { child, type XmlElement } from '../reply/xml-reader.ts'
import { recallEvent } from './events.ts'
import { leaves } from './leaves.ts'

/**
 * What somebody did to cause a push, given its elements. Anything no act could cause again is injected as it stands.
 *
 * Source: https://developers.weixin.qq.com/doc/service/en/guide/product/message/Receiving_standard_messages.html
 */
export function recallPush(root: XmlElement, ground: RecallGround): Recalled {
  const value = (name: string): string => valueOf(root, name) ?? ''
  ground.hide(value('ToUserName'))
  const from = ground.person(value('FromUserName'))
  const type = value('MsgType')
  if (type === 'event') {
    const { act, input } = recallEvent(root, from)
    return { act, input, id: idOf(root) }
  }
  ground.hide(value('MsgId'))
  const id = idOf(root)
  const line = valueOf(root, 'bizmsgmenuid')
  if (type === 'text' && line !== undefined) return { act: 'tap', input: { from, on: content(root) }, id }
  const sent = sentContent(type, root, ground)
  if (sent === undefined) return { act: 'inject', input: { from, msgType: type, fields: leaves(root) }, id }
  const article = valueOf(root, 'MsgDataId')
  const idx = Number(valueOf(root, 'Idx') ?? 1)
  const origin = article === undefined ? {} : { article: { msgDataId: article, idx } }
  return { act: 'send', input: briefly(from, { ...sent, ...origin }), id }
}

/** What is the same for each delivery of one thing; two people may share a MsgId. Undefined where there is none. */
export function idOf(root: XmlElement): string | undefined {
  const value = (name: string): string => valueOf(root, name) ?? ''
  const from = value('FromUserName')
  if (value('MsgType') === 'event') return `${from} ${value('CreateTime')} ${value('Event')} ${value('EventKey')}`
  return value('MsgId') === '' ? undefined : `${from} ${value('MsgId')}`
}

/** What was written, white space included. */
const content = (root: XmlElement): string => child(root, 'Content')?.text ?? ''

function sentContent(type: string, root: XmlElement, ground: RecallGround): Record<string, unknown> | undefined {
  const value = (name: string): string => valueOf(root, name) ?? ''
  const media = value('MediaId')
  switch (type) {
    case 'text':
      return { text: content(root) }
    case 'image':
      ground.hide(media)
      return { image: ground.file(media, 'picture.jpg') }
    case 'voice': {
      ground.hide(media)
      const format = value('Format') || 'amr'
      const recognition = valueOf(root, 'Recognition')
      const heard = recognition === undefined ? {} : { recognition }
      return { voice: ground.file(media, `voice.${format}`, { format, ...heard }) }
    }
    case 'video':
    case 'shortvideo':
      ground.hide(media)
      ground.hide(value('ThumbMediaId'))
      return { [type]: ground.file(media, 'video.mp4') }
    case 'location':
      return {
        location: {
          latitude: Number(value('Location_X')),
          longitude: Number(value('Location_Y')),
          scale: Number(value('Scale')) || 15,
          label: value('Label'),
        },
      }
    case 'link':
      return { link: { title: value('Title'), description: value('Description'), url: value('Url') } }
    default:
      return undefined
  }
}
