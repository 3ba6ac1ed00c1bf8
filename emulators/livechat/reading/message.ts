import { show, type Judge } from '../remarks/judge.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'
import { readList } from './message-fields.ts'
import { readCategoryOptions, readOptionList, readTopicOptions } from './message-options.ts'
import { readCards, readFile, readText } from './message-plain.ts'
import type { ShownMessage } from './shown-message.ts'

type Read = (content: JsonObject, at: string, judge: Judge) => ShownMessage | undefined

/** The types that have subtypes, and how each is read. */
const SUBTYPES: Readonly<Record<number, Readonly<Record<number, Read>>>> = {
  102: { 10201: readCards },
  103: { 10301: readOptionList, 10302: readCategoryOptions, 10303: readTopicOptions },
}

const PLAIN: Readonly<Record<number, Read>> = {
  100: (content, at, judge) => readText(100, content, at, judge),
  101: (content, at, judge) => readText(101, content, at, judge),
  104: (content, at, judge) => readFile(104, content, at, judge),
  105: (content, at, judge) => readFile(105, content, at, judge),
  109: (content, at, judge) => readText(109, content, at, judge),
  111: readCombination,
}

/** Numbers of the visitor side's documents, which mean something else here: name and the number the gateway wants. */
const VISITOR_SIDE: Readonly<Record<number, readonly [name: string, wanted: string]>> = {
  1: ['text', '100'],
  2: ['image', '105'],
  3: ['file', '104'],
  5: ['rich text', '101'],
  6: ['robot options', '103 with subtype 10301'],
  14: ['robot combination', '111'],
  19: ['recommended options', '103 with subtype 10301'],
  20: ['common questions by category', '103 with subtype 10302'],
  32: ['graphic message', '102 with subtype 10201'],
  34: ['hot questions by topic', '103 with subtype 10303'],
}

/** More items than this in one combination are remarked on. */
const MOST_ITEMS = 20

const toNumber = (given: unknown): number =>
  typeof given === 'number' ? given : typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : NaN

const unsupported = (type: number): ShownMessage => ({ kind: 'unsupported', type, text: '', fields: { type } })

function noteUnknownType(given: unknown, type: number, at: string, judge: Judge): void {
  const place = { at: pointer(at, 'type') }
  const twin = VISITOR_SIDE[type]
  const parent = Object.entries(SUBTYPES).find(([, subtypes]) => type in subtypes)?.[0]
  if (twin !== undefined) judge.note('type-of-visitor-side', place, { given: type, name: twin[0], wanted: twin[1] })
  else if (parent !== undefined) judge.note('type-is-subtype', place, { given: type, wanted: parent })
  else judge.note('type-unknown', place, { given: show(given) })
}

function readContent(given: unknown, at: string, judge: Judge): JsonObject | undefined {
  if (isObject(given)) return given
  if (typeof given === 'string') {
    return judge.note('content-bare-string', { at, raw: given }) ? { content: given } : undefined
  }
  judge.note('content-not-object', { at }, { given: show(given) })
  return undefined
}

function chooseSubtype(type: number, content: JsonObject, at: string, judge: Judge): Read | undefined {
  const subtypes = SUBTYPES[type]
  if (subtypes === undefined) return PLAIN[type]
  const given = content['subtype']
  const wanted = Object.keys(subtypes).join(', ')
  const place = { at: pointer(at, 'subtype') }
  if (given === undefined || given === null) {
    judge.note('subtype-missing', place, { type, wanted })
    return undefined
  }
  const read = subtypes[toNumber(given)]
  if (read === undefined) judge.note('subtype-unknown', place, { given: show(given), type, wanted })
  else if (typeof given === 'string') judge.note('subtype-as-string', place, { given })
  return read
}

function readItem(item: unknown, at: string, judge: Judge): ShownMessage | undefined {
  if (!isObject(item)) {
    judge.note('item-not-object', { at }, { given: show(item), wanted: '{"type": …, "content": {…}}' })
    return undefined
  }
  if ('actionType' in item || item['answerType'] === 'action') {
    judge.note('combination-command', { at })
    return undefined
  }
  if ('answerContent' in item) {
    judge.note('combination-item-wrapped', { at })
    return undefined
  }
  if (toNumber(item['type']) === 111) {
    judge.note('combination-nested', { at })
    return undefined
  }
  return readMessage(item, at, judge)
}

/** 111: messages of other types shown together. */
function readCombination(content: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  const items = readList(content, 'combinationList', at, judge, readItem)
  const list = content['combinationList']
  if (Array.isArray(list) && list.length > MOST_ITEMS)
    judge.note('combination-long', { at: pointer(at, 'combinationList') }, { count: list.length })
  if (items === undefined) return undefined
  const text = items.flatMap((item) => (item.text === '' ? [] : [item.text])).join('\n')
  return { kind: 'combination', type: 111, text, fields: { items } }
}

/**
 * Reads a message object (`type` and `content`). Undefined when it is dropped without a trace; an unknown type is dropped too,
 * but the visitor sees a placeholder for it.
 */
export function readMessage(message: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  const type = toNumber(message['type'])
  const isKnown = type in PLAIN || type in SUBTYPES
  if (!isKnown) {
    noteUnknownType(message['type'], type, at, judge)
    return unsupported(type)
  }
  if (typeof message['type'] === 'string')
    judge.note('type-as-string', { at: pointer(at, 'type') }, { given: message['type'] })
  const place = pointer(at, 'content')
  const content = readContent(message['content'], place, judge)
  if (content === undefined) return undefined
  return chooseSubtype(type, content, place, judge)?.(content, place, judge)
}
