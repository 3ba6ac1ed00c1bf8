import { z } from 'zod'
import type { MediaType } from '../account/media.ts'
import type { Shown } from '../client/show.ts'
import type { Wechat } from '../wechat.ts'
import { ServiceArticle, type CustomMessage, type MessageType } from './custom-message.ts'
import { refuse, type ApiError } from './errors.ts'

/** Nobody publishes the limits of these fields; they are wide enough to catch mistakes only. Bytes of UTF-8. */
const FIELD_LIMITS = { title: 512, description: 2048, url: 2048, picurl: 2048 } as const

/** What the user will see, or the code with which the content is refused. `literal` has `\u` escapes as users see them. */
export function checkContent(
  wechat: Wechat,
  type: MessageType,
  body: CustomMessage,
  literal: CustomMessage,
): Shown | ApiError {
  switch (type) {
    case 'text':
      return checkText(wechat, body, literal)
    case 'image':
    case 'voice':
      return (
        checkMedia(wechat, body[type]?.media_id, [type]) ?? {
          kind: type,
          text: '',
          fields: { mediaId: body[type]?.media_id },
        }
      )
    case 'video': {
      const { media_id, thumb_media_id, description = '' } = body.video ?? {}
      const refused =
        checkMedia(wechat, media_id, ['video']) ??
        (thumb_media_id === undefined ? undefined : checkThumb(wechat, thumb_media_id))
      return refused ?? { kind: 'video', text: literal.video?.title ?? '', fields: { mediaId: media_id, description } }
    }
    case 'music': {
      const { thumb_media_id, description = '', musicurl = '', hqmusicurl = '' } = body.music ?? {}
      return (
        checkThumb(wechat, thumb_media_id) ?? {
          kind: 'music',
          text: literal.music?.title ?? '',
          fields: { thumbMediaId: thumb_media_id, description, musicUrl: musicurl, hqMusicUrl: hqmusicurl },
        }
      )
    }
    case 'news':
      return checkNews(body, literal)
    case 'mpnews':
      return body.mpnews?.media_id
        ? { kind: 'mpnews', text: '', fields: { mediaId: body.mpnews.media_id } }
        : refuse(40007, 'media_id is missing')
    case 'mpnewsarticle':
      return body.mpnewsarticle?.article_id
        ? { kind: 'mpnews', text: '', fields: { articleId: body.mpnewsarticle.article_id } }
        : refuse(40007, 'article_id is missing')
    case 'msgmenu':
      return checkMenu(wechat, literal)
    case 'wxcard':
      return body.wxcard?.card_id
        ? { kind: 'card', text: '', fields: { cardId: body.wxcard.card_id } }
        : refuse(47001, 'card_id is missing')
    case 'miniprogrampage': {
      const { appid, pagepath, thumb_media_id } = body.miniprogrampage ?? {}
      return (
        checkThumb(wechat, thumb_media_id) ?? {
          kind: 'miniprogram',
          text: literal.miniprogrampage?.title ?? '',
          fields: { appid, pagepath, thumbMediaId: thumb_media_id },
        }
      )
    }
  }
}

function checkText(wechat: Wechat, body: CustomMessage, literal: CustomMessage): Shown | ApiError {
  const content = body.text?.content ?? ''
  if (content === '') return refuse(44004, 'text.content is empty or missing')
  const bytes = Buffer.byteLength(content)
  const limit = wechat.settings.kf.text.maxBytes
  if (bytes > limit) return refuse(45002, `${bytes} bytes (${[...content].length} characters), at most ${limit} bytes`)
  return { kind: 'text', text: literal.text?.content ?? content }
}

function checkMedia(
  { media, world }: Wechat,
  id: string | undefined,
  types: readonly MediaType[],
): ApiError | undefined {
  const known = id === undefined ? undefined : media.get(id)
  if (known === undefined)
    return refuse(40007, `${id ? 'this account never had it' : 'it is missing'}; ${types.join(' or ')} is wanted`)
  if (world.clock.now() >= known.expiresAt) return refuse(40007, 'it has expired; temporary media live three days')
  if (!types.includes(known.type)) return refuse(40007, `it is ${known.type} media; ${types.join(' or ')} is wanted`)
  return undefined
}

function checkThumb(wechat: Wechat, id: string | undefined): ApiError | undefined {
  return checkMedia(wechat, id, ['thumb', 'image'])
}

/** Exactly one article since October 2018. */
function checkNews(body: CustomMessage, literal: CustomMessage): Shown | ApiError {
  const given = body.news?.articles
  if (given === undefined) return refuse(44003)
  if (!Array.isArray(given)) return refuse(45162, `articles is ${given === null ? 'null' : typeof given}`)
  if (given.length === 0) return refuse(44003)
  if (given.length > 1) return refuse(45008, `${given.length} articles, one is allowed`)
  const read = z.array(ServiceArticle).safeParse(literal.news?.articles)
  const article = read.success ? read.data[0] : undefined
  if (article === undefined) return refuse(47001, 'an article is an object of texts')
  if (tooLong(article.title, FIELD_LIMITS.title)) return refuse(45003)
  if (tooLong(article.description, FIELD_LIMITS.description)) return refuse(45004)
  if (tooLong(article.url, FIELD_LIMITS.url)) return refuse(45005)
  if (tooLong(article.picurl, FIELD_LIMITS.picurl)) return refuse(45006)
  return {
    kind: 'news',
    text: article.title,
    fields: {
      articles: [{ title: article.title, description: article.description, picUrl: article.picurl, url: article.url }],
    },
  }
}

const tooLong = (text: string, bytes: number): boolean => Buffer.byteLength(text) > bytes

function checkMenu({ settings }: Wechat, { msgmenu }: CustomMessage): Shown | ApiError {
  if (settings.account.kind !== 'service') return refuse(40200, 'message menus are for service accounts')
  const options = msgmenu?.list ?? []
  if (options.length === 0) return refuse(44004, 'msgmenu.list is empty or missing')
  const { head_content: head = '', tail_content: tail = '' } = msgmenu ?? {}
  const lines = [head, ...options.map((line) => line.content), tail].filter((line) => line !== '')
  return { kind: 'menu', text: lines.join('\n'), fields: { head, options, tail } }
}
