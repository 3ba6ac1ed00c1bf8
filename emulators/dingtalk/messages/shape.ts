import type { Parameter } from '../errors/missing.ts'

/** A message as people see it. */
export interface Shape {
  /** The kind of the transcript's line. */
  readonly kind: string
  /** What people read. */
  readonly text: string
  /** Title, buttons and addresses. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Whether the text is written in Markdown. */
  readonly isMarkdown: boolean
  /** Whether people can be mentioned in it. */
  readonly canMention: boolean
}

/** What reading the body of a webhook message has come to. */
export type Reading =
  | { readonly ok: true; readonly shape: Shape }
  | { readonly ok: false; readonly missing: Parameter }
  | { readonly ok: false; readonly missing?: undefined }

type Fields = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text, or the text that a number or a boolean is written as; empty for everything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const lacks = (missing: Parameter): Reading => ({ ok: false, missing })
const unsupported: Reading = { ok: false }

/**
 * Reads the body of a webhook message of any type. What is empty counts as missing; names are taken in their exact case, which
 * differs from type to type: `link.messageUrl`, `feedCard.links[].messageURL`, `btns[].actionURL`.
 *
 * Source: https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export function readShape(body: Fields): Reading {
  const { msgtype } = body
  const read = typeof msgtype === 'string' && Object.hasOwn(READERS, msgtype) ? READERS[msgtype as Type] : undefined
  if (read === undefined) return unsupported
  const type = msgtype as Type
  const message = body[type]
  return isRecord(message) ? read(message) : lacks(type)
}

/** The first parameter that has nothing in it. */
function firstEmpty(message: Fields, type: string, names: readonly string[]): Parameter | undefined {
  const name = names.find((one) => textOf(message[one]) === '')
  return name === undefined ? undefined : (`${type}->${name}` as Parameter)
}

function simple(
  type: string,
  names: readonly string[],
  shape: (message: Fields) => Shape,
): (message: Fields) => Reading {
  return (message) => {
    const missing = firstEmpty(message, type, names)
    return missing === undefined ? { ok: true, shape: shape(message) } : lacks(missing)
  }
}

const READERS = {
  text: simple('text', ['content'], ({ content }) => plain('text', textOf(content), {}, true)),
  markdown: simple('markdown', ['title', 'text'], ({ title, text }) => ({
    ...plain('markdown', textOf(text), { title: textOf(title) }, true),
    isMarkdown: true,
  })),
  link: simple('link', ['text', 'title', 'messageUrl'], (link) => linkShape(link)),
  actionCard: readActionCard,
  feedCard: readFeedCard,
  image: simple('image', ['picURL'], ({ picURL }) => plain('image', '', { url: textOf(picURL) })),
  file: simple('file', ['mediaId', 'fileName', 'fileType'], ({ mediaId, fileName, fileType }) =>
    plain('file', textOf(fileName), { mediaId: textOf(mediaId), fileType: textOf(fileType) }),
  ),
}
type Type = keyof typeof READERS

/** Types that the documents leave out, though the platform knows them. */
export const UNDOCUMENTED: ReadonlySet<unknown> = new Set(['image', 'file'])

/** A message without Markdown. */
export function plain(kind: string, text: string, fields: Fields, canMention = false): Shape {
  return { kind, text, fields, isMarkdown: false, canMention }
}

/** A link: title and text, one below the other. */
export function linkShape({ title, text, messageUrl, picUrl }: Fields): Shape {
  const shown = [textOf(title), textOf(text)].filter((part) => part !== '').join('\n')
  return plain('link', shown, { title: textOf(title), url: textOf(messageUrl), ...optional('picUrl', textOf(picUrl)) })
}

/** A card with buttons. Its title stands in the list of chats only. */
export function actionCardShape(title: string, text: string, buttons: readonly Button[]): Shape {
  return { kind: 'actionCard', text, fields: { title, buttons }, isMarkdown: true, canMention: true }
}

/** A button of a card. */
export interface Button {
  readonly title: string
  readonly url: string
}

const optional = (name: string, value: string): Fields => (value === '' ? {} : { [name]: value })

/** With `singleTitle` and `singleURL` the whole card is one button and `btns` is ignored. */
function readActionCard(card: Fields): Reading {
  const missing = firstEmpty(card, 'actionCard', ['title', 'text'])
  if (missing !== undefined) return lacks(missing)
  const [singleTitle, singleURL] = [textOf(card['singleTitle']), textOf(card['singleURL'])]
  if (singleTitle !== '' && singleURL !== '') return cardWith(card, [{ title: singleTitle, url: singleURL }])
  const { btns } = card
  if (btns === undefined) return lacks(singleTitle === '' ? 'actionCard->singleTitle' : 'actionCard->singleURL')
  if (!Array.isArray(btns) || btns.length === 0) return lacks('actionCard->btns')
  const buttons = btns.map((button: unknown) =>
    isRecord(button) ? { title: textOf(button['title']), url: textOf(button['actionURL']) } : { title: '', url: '' },
  )
  const isComplete = buttons.every(({ title, url }) => title !== '' && url !== '')
  return isComplete ? cardWith(card, buttons) : lacks('actionCard->btns')
}

function cardWith(card: Fields, buttons: readonly Button[]): Reading {
  return { ok: true, shape: actionCardShape(textOf(card['title']), textOf(card['text']), buttons) }
}

function readFeedCard({ links }: Fields): Reading {
  if (!Array.isArray(links) || links.length === 0) return lacks('feedCard->links')
  const read = links.map((link: unknown) => (isRecord(link) ? link : {}))
  for (const link of read) {
    const missing = firstEmpty(link, 'links', ['title', 'messageURL', 'picURL'])
    if (missing !== undefined) return lacks(missing)
  }
  const shown = read.map((link) => ({
    title: textOf(link['title']),
    url: textOf(link['messageURL']),
    picUrl: textOf(link['picURL']),
  }))
  return { ok: true, shape: plain('feedCard', shown.map(({ title }) => title).join('\n'), { links: shown }) }
}
