import type { MediaType } from '../account/media.ts'
import { lintText } from './text-lints.ts'
import { Refused, excerpt, type Article, type Lint, type Reply } from './verdict.ts'
import { child, type XmlElement } from './xml-reader.ts'

/** What is known of a media id, or undefined when this account never had it. */
export type MediaLookup = (mediaId: string) => { readonly type: MediaType; readonly expired: boolean } | undefined

/** What the content of a reply is judged by. */
export interface ContentRules {
  /** Whether the push was an event; a user message otherwise. */
  readonly event: boolean
  /** The longest text in bytes of UTF-8. */
  readonly textMaxBytes: number
  readonly media: MediaLookup
  /** Whether the account has a service desk of this name; undefined when any name may stand. */
  readonly hasDesk: (kfAccount: string) => boolean
}

const REPLY_TYPES = ['text', 'image', 'voice', 'video', 'music', 'news', 'transfer_customer_service'] as const

/**
 * Reads the content of a well-formed reply and checks it as WeChat does. Throws {@link Refused} at the first failing
 * check; adds what is merely unwise to `lints`.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
 */
export function readContent(root: XmlElement, rules: ContentRules, lints: Lint[]): Reply {
  const type = valueOf(root, 'MsgType')
  if (type === undefined) throw new Refused('msg-type-missing', namesIn(root), 'MsgType')
  switch (type) {
    case 'text':
      return readText(root, rules, lints)
    case 'image':
    case 'voice': {
      const outer = payload(root, type === 'image' ? 'Image' : 'Voice')
      return { type, mediaId: mediaId(outer, 'MediaId', [type], rules.media) }
    }
    case 'video': {
      const video = payload(root, 'Video')
      return {
        type,
        mediaId: mediaId(video, 'MediaId', ['video'], rules.media),
        title: valueOf(video, 'Title') ?? '',
        description: valueOf(video, 'Description') ?? '',
      }
    }
    case 'music': {
      const music = payload(root, 'Music')
      return {
        type,
        thumbMediaId: mediaId(music, 'ThumbMediaId', ['thumb', 'image'], rules.media),
        title: valueOf(music, 'Title') ?? '',
        description: valueOf(music, 'Description') ?? '',
        musicUrl: valueOf(music, 'MusicUrl') ?? '',
        hqMusicUrl: valueOf(music, 'HQMusicUrl') ?? '',
      }
    }
    case 'news':
      return readNews(root, rules, lints)
    case 'transfer_customer_service':
      return readTransfer(root, rules, lints)
    default:
      throw new Refused('msg-type-unknown', excerpt(type), REPLY_TYPES.join(', '))
  }
}

function readText(root: XmlElement, rules: ContentRules, lints: Lint[]): Reply {
  const content = child(root, 'Content')
  if (content === undefined) throw new Refused('payload-missing', namesIn(root), 'Content')
  if (content.text === '') throw new Refused('text-empty', '0 bytes', 'at least one character')
  const bytes = Buffer.byteLength(content.text)
  if (bytes > rules.textMaxBytes) {
    throw new Refused(
      'text-too-long',
      `${bytes} bytes (${[...content.text].length} characters)`,
      `at most ${rules.textMaxBytes} bytes`,
    )
  }
  lints.push(...lintText(content.text))
  return { type: 'text', content: content.text }
}

/** One article answers a user message since October 2018, up to eight an event; what is over is not shown. */
function readNews(root: XmlElement, rules: ContentRules, lints: Lint[]): Reply {
  const items = payload(root, 'Articles').children.filter((element) => element.name === 'item')
  if (items.length === 0) throw new Refused('news-empty', '0 items', 'at least one item')
  const count = valueOf(root, 'ArticleCount') ?? 'nothing'
  if (count.trim() !== String(items.length)) throw new Refused('news-count', count, String(items.length))
  const articles = items.map(readArticle)
  const limit = rules.event ? 8 : 1
  if (articles.length > limit) lints.push({ code: 'news-cut', found: `${articles.length} articles, ${limit} shown` })
  return { type: 'news', articles: articles.slice(0, limit) }
}

function readArticle(item: XmlElement): Article {
  const field = (name: string): string => {
    const value = valueOf(item, name)
    if (value === undefined) throw new Refused('news-field', namesIn(item), 'Title, Description, PicUrl, Url')
    return value
  }
  return { title: field('Title'), description: field('Description'), picUrl: field('PicUrl'), url: field('Url') }
}

function readTransfer(root: XmlElement, rules: ContentRules, lints: Lint[]): Reply {
  if (rules.event) lints.push({ code: 'transfer-of-event' })
  const info = child(root, 'TransInfo')
  const named = info === undefined ? undefined : valueOf(info, 'KfAccount')
  if (named !== undefined && !rules.hasDesk(named)) {
    lints.push({ code: 'unknown-desk', found: named })
    return { type: 'transfer_customer_service', kfAccount: undefined }
  }
  return { type: 'transfer_customer_service', kfAccount: named }
}

function mediaId(outer: XmlElement, name: string, types: readonly MediaType[], media: MediaLookup): string {
  const id = valueOf(outer, name) ?? ''
  const expected = `the id of ${types.join(' or ')} media`
  if (id === '') throw new Refused('media-missing', `${name} is empty or missing`, expected)
  const known = media(id)
  if (known === undefined) throw new Refused('media-unknown', excerpt(id), expected)
  if (known.expired) throw new Refused('media-expired', excerpt(id), expected)
  if (!types.includes(known.type)) throw new Refused('media-type', `${known.type} media`, expected)
  return id
}

function payload(root: XmlElement, name: string): XmlElement {
  const element = child(root, name)
  if (element === undefined) throw new Refused('payload-missing', namesIn(root), name)
  return element
}

/** The text of a child element; white space around it comes from pretty printers and is dropped. */
export function valueOf(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text.trim()
}

/** The names of the child elements, for messages about a missing one. */
export function namesIn(element: XmlElement): string {
  return element.children.map((inner) => inner.name).join(', ') || 'no elements'
}
