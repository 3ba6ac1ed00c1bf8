import { show, type Judge } from '../remarks/judge.ts'
import { checkUrl, readList } from './message-fields.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'
import type { ShownKind, ShownMessage } from './shown-message.ts'

const HTML_TAG = /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/i
const MARKDOWN_MARK = /\*\*\S[^*]*\*\*|^#{1,6} \S|^```|\[[^\]\n]+\]\(https?:[^)\s]+\)/m

/** 100, 101 and 109: one string. */
export function readText(
  type: 100 | 101 | 109,
  content: JsonObject,
  at: string,
  judge: Judge,
): ShownMessage | undefined {
  const text = content['content']
  const place = { at: pointer(at, 'content') }
  if (typeof text !== 'string') {
    judge.note('text-missing', place, { given: show(text) })
    return undefined
  }
  if (text === '') judge.note('text-empty', place)
  if (type === 100 && HTML_TAG.test(text)) judge.note('text-shown-as-typed', place, { marks: 'HTML' })
  else if (type === 100 && MARKDOWN_MARK.test(text)) judge.note('text-shown-as-typed', place, { marks: 'markdown' })
  if (text.includes('\uFFFD')) {
    judge.note('replacement-character', { ...place, raw: text }, { where: { en: 'inside the text', zh: '位于文本中' } })
  }
  const kinds: Record<typeof type, ShownKind> = { 100: 'text', 101: 'rich-text', 109: 'markdown' }
  return { kind: kinds[type], type, text, fields: {} }
}

/** 102 / 10201: cards with title, summary, cover and link. */
export function readCards(content: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  const cards = readList(content, 'cards', at, judge, (card, place) => {
    if (!isObject(card)) {
      judge.note('item-not-object', { at: place }, { given: show(card), wanted: '{"title": "…"}' })
      return undefined
    }
    if (typeof card['title'] !== 'string' || card['title'] === '') judge.note('card-title-missing', { at: place })
    checkUrl(card, 'cover', place, judge)
    checkUrl(card, 'url', place, judge)
    const shown = ['title', 'summary', 'cover', 'url'].flatMap((key) =>
      typeof card[key] === 'string' ? [[key, card[key]] as const] : [],
    )
    return Object.fromEntries(shown) as Record<string, string>
  })
  if (cards === undefined) return undefined
  const text = cards.map((card) => card['title'] ?? '').join('\n')
  return { kind: 'graphic-card', type: 102, text, fields: { cards } }
}

/** 104 and 105: a file or a picture behind a link. */
export function readFile(type: 104 | 105, content: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  const { fileUrl, fileName, fileSize } = content
  if (typeof fileUrl !== 'string' || fileUrl === '') {
    judge.note('file-url-missing', { at: pointer(at, 'fileUrl') }, { given: show(fileUrl) })
    return undefined
  }
  checkUrl(content, 'fileUrl', at, judge)
  const named = typeof fileName === 'string' && fileName !== ''
  if (!named) judge.note('file-name-missing', { at: pointer(at, 'fileName') }, { given: show(fileName) })
  const sized = typeof fileSize === 'number' && Number.isInteger(fileSize) && fileSize >= 0
  if (!sized) judge.note('file-size-unusual', { at: pointer(at, 'fileSize') }, { given: show(fileSize) })
  return {
    kind: type === 104 ? 'file' : 'image',
    type,
    text: named ? fileName : '',
    fields: { url: fileUrl, ...(named ? { name: fileName } : {}), ...(sized ? { size: fileSize } : {}) },
  }
}
