import { show, type Judge } from '../remarks/judge.ts'
import { isObject, pointer, type JsonObject } from './fields.ts'
import { readMessage } from './message.ts'
import type { ShownMessage } from './shown-message.ts'
import { readCommand, type TransferCommand } from './transfer-command.ts'

/** What a blocking answer says. Whether the turn fails is the judge's to say. */
export interface BlockingAnswer {
  readonly conversationId?: string
  readonly messages: readonly ShownMessage[]
  readonly transfer?: TransferCommand
  readonly metadata: unknown
}

const STREAMED_TYPES: Readonly<Record<string, number>> = { text: 100, markdown: 109, html: 101, rtf: 101 }

/** `status` and `code` have to say success. */
function checkStatus(envelope: JsonObject, judge: Judge): void {
  const { status, code } = envelope
  const noStatus = status === undefined || status === null
  const noCode = code === undefined || code === null
  if (noStatus && noCode) {
    judge.note('status-and-code-missing', { at: '' })
    return
  }
  if (noStatus) judge.note('status-missing', { at: '/status' })
  else if (status === '200') judge.note('status-as-string', { at: '/status' })
  else if (status !== 200) judge.note('status-not-success', { at: '/status' }, { given: show(status) })
  if (noCode) judge.note('code-missing', { at: '/code' })
  else if (code === 'success') return
  else if (typeof code === 'string' && code.toLowerCase() === 'success')
    judge.note('code-letter-case', { at: '/code' }, { given: code })
  else judge.note('code-not-success', { at: '/code' }, { given: show(code) })
}

/** With `lax`, an element written as in a stream is read as what it means. */
function unwrapStreamed(element: JsonObject): JsonObject | undefined {
  const type = STREAMED_TYPES[typeof element['content_type'] === 'string' ? element['content_type'] : 'text']
  return type === undefined ? undefined : { type, content: { content: element['content'] } }
}

interface Reading {
  readonly messages: ShownMessage[]
  conversationId?: string
  transfer?: TransferCommand
  metadata?: unknown
}

function readElement(element: unknown, at: string, reading: Reading, judge: Judge): void {
  if (reading.transfer !== undefined) {
    const isAction = isObject(element) && element['answerType'] === 'action'
    judge.note(isAction ? 'transfer-twice' : 'answer-after-transfer', { at })
    return
  }
  if (!isObject(element)) {
    judge.note('answer-not-object', { at }, { given: show(element) })
    return
  }
  const { answerType, answerContent } = element
  const place = pointer(at, 'answerContent')
  if (answerType === undefined && answerContent === undefined && 'content' in element) {
    const meant = judge.note('element-of-stream', { at }) ? unwrapStreamed(element) : undefined
    const message = meant === undefined ? undefined : readMessage(meant, at, judge)
    if (message !== undefined) reading.messages.push(message)
    return
  }
  if (answerType !== 'message' && answerType !== 'action') {
    judge.note('answer-type-unknown', { at: pointer(at, 'answerType') }, { given: show(answerType) })
    return
  }
  if (!isObject(answerContent)) {
    judge.note('answer-content-missing', { at: place }, { given: show(answerContent) })
    return
  }
  if (answerType === 'message') {
    const message = readMessage(answerContent, place, judge)
    if (message !== undefined) reading.messages.push(message)
    return
  }
  const transfer = readCommand(answerContent, place, judge)
  if (transfer !== undefined) reading.transfer = transfer
}

/** The value under its own name, or with a remark under the name a stream has for it (which counts only when `lax`). */
function pick(data: JsonObject, own: string, streamed: string, at: string, judge: Judge): unknown {
  if (data[own] !== undefined || data[streamed] === undefined) return data[own]
  judge.note('spelling-of-stream', { at: pointer(at, streamed) }, { given: streamed, wanted: own })
  return judge.lax ? data[streamed] : undefined
}

function readData(data: JsonObject, at: string, reading: Reading, judge: Judge): void {
  const id = pick(data, 'conversationId', 'conversation_id', at, judge)
  if (typeof id === 'string') reading.conversationId = id
  else if (id !== undefined && id !== null) {
    const facts = { field: 'conversationId', given: show(id) }
    judge.note('conversation-id-not-string', { at: pointer(at, 'conversationId') }, facts)
    if (typeof id === 'number') reading.conversationId = String(id)
  }
  const place = pointer(at, 'answers')
  const answers = pick(data, 'answers', 'answer', at, judge)
  if (answers === undefined || answers === null) judge.note('answers-missing', { at: place })
  else if (Array.isArray(answers)) {
    if (answers.length === 0) judge.note('answers-empty', { at: place })
    for (const [index, element] of answers.entries()) readElement(element, pointer(place, index), reading, judge)
  } else if (judge.note('answers-not-array', { at: place }, { given: show(answers) }))
    readElement(answers, place, reading, judge)
  const { metadata } = data
  reading.metadata ??= metadata
  if (metadata === undefined || metadata === null) return
  if (!isObject(metadata)) judge.note('metadata-not-object', { at: pointer(at, 'metadata') }, { given: show(metadata) })
  else if ('command' in metadata) judge.note('command-in-blocking-metadata', { at: pointer(at, 'metadata') })
}

/** Reads the JSON of a blocking answer: envelope, answers in order, transfer. */
export function readBlockingAnswer(body: unknown, judge: Judge): BlockingAnswer {
  const reading: Reading = { messages: [] }
  if (!isObject(body)) {
    judge.note('body-not-object', { at: '' }, { given: show(body) })
    return { messages: [], metadata: undefined }
  }
  checkStatus(body, judge)
  const { data } = body
  if (isObject(data)) readData(data, '/data', reading, judge)
  else if (Array.isArray(data) && data.length > 0 && data.every(isObject)) {
    judge.note('data-array', { at: '/data' })
    for (const [index, one] of data.entries()) readData(one, `/data/${index}`, reading, judge)
  } else if (judge.failure !== 'bot_status') judge.note('data-missing', { at: '/data' }, { given: show(data) })
  return { metadata: reading.metadata, ...reading }
}

/** Whether a JSON value looks like a blocking answer at all, for a bot that sends one to a streaming push. */
export function isBlockingAnswer(body: unknown): boolean {
  return isObject(body) && body['status'] === 200 && body['code'] === 'success' && isObject(body['data'])
}
