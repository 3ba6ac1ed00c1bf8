import { show, type Judge } from '../remarks/judge.ts'
import { checkUrl, readList } from './message-fields.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'
import type { ShownCategory, ShownMessage, ShownTopic } from './shown-message.ts'

const OPTION = '{"content": "…"}'

/** One option's text; undefined when it is dropped. */
function readOption(given: unknown, at: string, judge: Judge): string | undefined {
  if (!isObject(given)) {
    judge.note('item-not-object', { at }, { given: show(given), wanted: OPTION })
    return undefined
  }
  const { content } = given
  if (typeof content !== 'string') {
    judge.note('option-text-missing', { at })
    return undefined
  }
  if (content === '') judge.note('option-text-empty', { at })
  return content
}

/** The texts of a list of options; undefined when nothing is left of it. */
function readOptions(holder: JsonObject, at: string, judge: Judge): string[] | undefined {
  return readList(holder, 'options', at, judge, readOption)
}

function readCategory(given: unknown, at: string, judge: Judge): ShownCategory | undefined {
  if (!isObject(given)) {
    judge.note('item-not-object', { at }, { given: show(given), wanted: '{"categoryName": "…", "options": […]}' })
    return undefined
  }
  const { categoryName } = given
  if (typeof categoryName !== 'string' || categoryName === '') {
    judge.note('category-name-missing', { at })
    return undefined
  }
  const options = readOptions(given, at, judge)
  return options === undefined ? undefined : { category: categoryName, options }
}

/** The document's table calls the categories of a topic `options`, its sample `categories`. */
function topicKey(topic: JsonObject, at: string, judge: Judge): 'categories' | 'options' {
  if (topic['categories'] !== undefined) {
    if (topic['options'] !== undefined) judge.note('topic-both-keys', { at })
    return 'categories'
  }
  if (topic['options'] === undefined) return 'categories'
  judge.note('topic-options-key', { at })
  return 'options'
}

function readTopic(given: unknown, at: string, judge: Judge): ShownTopic | undefined {
  if (!isObject(given)) {
    judge.note('item-not-object', { at }, { given: show(given), wanted: '{"content": "…", "categories": […]}' })
    return undefined
  }
  const { content, icon } = given
  if (typeof content !== 'string') {
    judge.note('option-text-missing', { at })
    return undefined
  }
  if (content === '') judge.note('option-text-empty', { at })
  checkUrl(given, 'icon', at, judge)
  const categories = readList(given, topicKey(given, at, judge), at, judge, readCategory)
  if (categories === undefined) return undefined
  return { topic: content, ...(typeof icon === 'string' ? { icon } : {}), categories }
}

const headingOf = (content: JsonObject): string => (typeof content['content'] === 'string' ? content['content'] : '')

const backgroundOf = (content: JsonObject): object =>
  typeof content['background'] === 'string' ? { background: content['background'] } : {}

/** 10301: a list of options. */
export function readOptionList(content: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  checkUrl(content, 'background', at, judge)
  const options = readOptions(content, at, judge)
  if (options === undefined) return undefined
  return { kind: 'options', type: 103, text: headingOf(content), fields: { options, ...backgroundOf(content) } }
}

/** 10302: options by category. */
export function readCategoryOptions(content: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  checkUrl(content, 'background', at, judge)
  const { style = 'Horizontal' } = content
  const known = style === 'Horizontal' || style === 'Vertical'
  if (!known) judge.note('style-unknown', { at: pointer(at, 'style') }, { given: show(style) })
  const categories = readList(content, 'options', at, judge, readCategory)
  if (categories === undefined) return undefined
  const fields = { style: known ? style : 'Horizontal', categories, ...backgroundOf(content) }
  return { kind: 'category-options', type: 103, text: headingOf(content), fields }
}

/** 10303: topics with categories with options. It has no heading of its own. */
export function readTopicOptions(content: JsonObject, at: string, judge: Judge): ShownMessage | undefined {
  checkUrl(content, 'background', at, judge)
  if (content['content'] !== undefined) judge.note('topic-heading', { at: pointer(at, 'content') })
  const topics = readList(content, 'options', at, judge, readTopic)
  if (topics === undefined) return undefined
  return { kind: 'topic-options', type: 103, text: '', fields: { topics, ...backgroundOf(content) } }
}
