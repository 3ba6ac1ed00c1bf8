import type { RecallGround, RecalledReply } from '../../core/recall.ts'
import { CustomMessage, ServiceArticle } from '../api/custom-message.ts'
import { valueOf } from '../reply/content.ts'
import { child, type XmlElement } from '../reply/xml-reader.ts'

type Shown = Pick<RecalledReply['reply'], 'kind' | 'text' | 'fields'>

/**
 * What a passive reply shows, its ids left out; `transfer` for a hand-over to the desk, undefined when it shows nothing.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
 */
export function shownPassively(root: XmlElement): Shown | 'transfer' | undefined {
  const type = valueOf(root, 'MsgType') ?? ''
  switch (type) {
    case 'text':
      return { kind: 'text', text: child(root, 'Content')?.text ?? '' }
    case 'image':
    case 'voice':
      return { kind: type, text: '' }
    case 'video':
    case 'music': {
      const payload = child(root, type === 'video' ? 'Video' : 'Music')
      return { kind: type, text: payload === undefined ? '' : (valueOf(payload, 'Title') ?? '') }
    }
    case 'news': {
      const items = child(root, 'Articles')?.children ?? []
      const articles = items.map((item) => ({
        title: valueOf(item, 'Title') ?? '',
        description: valueOf(item, 'Description') ?? '',
        picUrl: valueOf(item, 'PicUrl') ?? '',
        url: valueOf(item, 'Url') ?? '',
      }))
      return { kind: 'news', text: articles.map((one) => one.title).join('\n'), fields: { articles } }
    }
    case 'transfer_customer_service':
      return 'transfer'
    default:
      return undefined
  }
}

/** What a service message shows and to whom; undefined for a body that is none. */
export function shownByService(body: unknown, ground: RecallGround): RecalledReply | undefined {
  const read = CustomMessage.safeParse(body)
  if (!read.success || read.data.touser === undefined) return undefined
  const message = read.data
  const shown = lookOf(message)
  return { reply: { to: ground.person(read.data.touser), via: 'service-message', ...shown } }
}

function lookOf(message: CustomMessage): Shown {
  const type = message.msgtype ?? 'text'
  switch (type) {
    case 'text':
      return { kind: 'text', text: message.text?.content ?? '' }
    case 'video':
      return { kind: 'video', text: message.video?.title ?? '' }
    case 'music':
      return { kind: 'music', text: message.music?.title ?? '' }
    case 'news': {
      const given = message.news?.articles
      const { title, description, picurl, url } = ServiceArticle.parse(Array.isArray(given) ? (given[0] ?? {}) : {})
      return { kind: 'news', text: title, fields: { articles: [{ title, description, picUrl: picurl, url }] } }
    }
    case 'mpnewsarticle':
      return { kind: 'mpnews', text: '' }
    case 'msgmenu': {
      const { head_content: head = '', list = [], tail_content: tail = '' } = message.msgmenu ?? {}
      const lines = [head, ...list.map((line) => line.content), tail].filter((line) => line !== '')
      return { kind: 'menu', text: lines.join('\n') }
    }
    case 'wxcard':
      return { kind: 'card', text: '' }
    case 'miniprogrampage':
      return { kind: 'miniprogram', text: message.miniprogrampage?.title ?? '' }
    default:
      return { kind: type, text: '' }
  }
}
