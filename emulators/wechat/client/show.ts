import { noteExchange } from '../account/typing.ts'
import { rememberMenuLines, type User } from '../account/users.ts'
import type { Reply } from '../reply/verdict.ts'
import type { Wechat } from '../wechat.ts'

/** How something came into the chat. */
export type Via = 'passive-reply' | 'service-message' | 'template-message'

/** What the bot put into the chat, as the transcript holds it. */
export interface Shown {
  readonly kind: string
  readonly text: string
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Shows something of the bot to a user. It counts as an exchange and ends the typing state. */
export function showToUser({ world }: Wechat, user: User, shown: Shown, via: Via, cause: number | undefined): void {
  user.typing = noteExchange(user.typing, world.clock.now(), true)
  rememberMenuLines(user, menuLinks(shown.text))
  world.transcript.add({
    platform: 'wechat',
    conversation: user.name,
    who: 'bot',
    user: user.name,
    via,
    cause,
    ...shown,
  })
}

/** Shows the grey line that says the account does not work. */
export function showNotice({ world, settings }: Wechat, user: User, cause: number): void {
  world.transcript.add({
    platform: 'wechat',
    conversation: user.name,
    who: 'platform',
    user: user.name,
    kind: 'notice',
    text: settings.notice.text,
    via: 'notice',
    cause,
  })
}

/** How a passive reply looks; a hand-over to the desk shows nothing by itself. */
export function lookOf(reply: Exclude<Reply, { type: 'transfer_customer_service' }>): Shown {
  switch (reply.type) {
    case 'text':
      return { kind: 'text', text: reply.content }
    case 'image':
    case 'voice':
      return { kind: reply.type, text: '', fields: { mediaId: reply.mediaId } }
    case 'video':
    case 'music': {
      const { type, ...fields } = reply
      return { kind: type, text: reply.title, fields }
    }
    case 'news':
      return {
        kind: 'news',
        text: reply.articles.map((article) => article.title).join('\n'),
        fields: { articles: reply.articles },
      }
  }
}

/**
 * Links in a text that act like lines of a message menu: `weixin://bizmsgmenu?msgmenucontent=good&msgmenuid=101`.
 * Undocumented, but widely used.
 */
export function menuLinks(text: string): { id: string; content: string }[] {
  if (!text.includes('weixin://bizmsgmenu')) return []
  return [...text.matchAll(/weixin:\/\/bizmsgmenu\?([^"'\s>]+)/g)].slice(0, 50).flatMap(([, query = '']) => {
    const parameters = new URLSearchParams(query.replaceAll('&amp;', '&'))
    const content = parameters.get('msgmenucontent')
    return content === null ? [] : [{ id: parameters.get('msgmenuid') ?? '', content }]
  })
}

/** Hands a user over to the human service desk: they wait until somebody there takes them. */
export function handOver({ world }: Wechat, user: User, account: string | undefined, cause: number): void {
  user.desk = { account, state: 'waiting', since: world.clock.now() }
  world.transcript.add({
    platform: 'wechat',
    conversation: user.name,
    who: 'platform',
    user: user.name,
    kind: 'transfer',
    text: '',
    via: 'passive-reply',
    fields: account === undefined ? {} : { desk: account },
    cause,
  })
}
