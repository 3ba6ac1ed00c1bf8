import type { RemarkCode } from '../remarks/index.ts'
import { show, type Judge } from '../remarks/judge.ts'
import type { LivechatSettings } from '../settings.ts'
import { isObject, type JsonObject } from './fields.ts'
import { parseJson } from './json-diagnosis.ts'
import type { SseEvent } from './sse-reader.ts'

/** An event of the gateway's own three kinds. */
export interface NamedEvent {
  readonly name: 'message' | 'end' | 'error'
  readonly json: JsonObject
  readonly at: string
}

type FrameSettings = Pick<LivechatSettings['stream'], 'badJson' | 'eventMismatch'>

const OWN = new Set(['message', 'end', 'error'])

/** Events of Dify and what to send in their place. https://docs.dify.ai/en/api-reference/guides/streaming */
const DIFY: Readonly<Record<string, string>> = {
  agent_message: '`message`',
  agent_thought: 'nothing',
  message_end: '`end`',
  message_replace: 'nothing',
  message_file: 'nothing',
  tts_message: 'nothing',
  tts_message_end: 'nothing',
  workflow_started: 'nothing',
  workflow_finished: '`end`',
  node_started: 'nothing',
  node_finished: 'nothing',
  ping: 'a comment line',
}

/** Events of Coze and what to send in their place. https://www.coze.cn/docs/developer_guides/chat_v3 */
const COZE: Readonly<Record<string, string>> = {
  'conversation.chat.created': 'nothing',
  'conversation.chat.in_progress': 'nothing',
  'conversation.message.delta': '`message`',
  'conversation.message.completed': 'nothing',
  'conversation.chat.completed': '`end`',
  'conversation.chat.failed': '`error`',
  done: '`end`',
}

function noteForeign(name: string, at: string, judge: Judge): void {
  const given = show(name)
  const dify = DIFY[name]
  const coze = COZE[name]
  if (dify !== undefined) judge.note('event-of-dify', { at }, { given, wanted: dify })
  else if (coze !== undefined) judge.note('event-of-coze', { at }, { given, wanted: coze })
  else judge.note('event-unknown', { at }, { given })
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Why the data of an event is not JSON, judged by the whole event as it was written. */
function noteBadJson(event: SseEvent, at: string, settings: FrameSettings, judge: Judge): void {
  const place = { at, raw: [...event.dataLines, ...event.ignored].join('\n') }
  const note = (code: RemarkCode, facts = {}): void => {
    if (settings.badJson === 'skip') judge.note('stream-bad-json-skipped', place, { near: show(event.data) })
    else judge.note(code, place, facts)
  }
  const lines = [...event.dataLines, ...event.ignored]
  const whole = event.dataLines.filter(isJson).length
  if (whole > 1 || event.names > 1) return note('stream-events-glued', { count: Math.max(whole, event.names) })
  if (lines.length > 1 && isJson(lines.join('\\n')))
    return note('json-raw-line-feed', { near: show(lines[0]!.slice(-20)) })
  if (event.ignored.length > 0 && /^\s*[{[]\s*(?:"|$)/.test(event.data))
    return note('stream-pretty-printed', { lines: lines.length })
  const parsed = parseJson(event.data)
  if ('wrong' in parsed) note(parsed.wrong.code, { near: show(parsed.wrong.near) })
}

function nameOf(
  event: SseEvent,
  json: JsonObject,
  at: string,
  settings: FrameSettings,
  judge: Judge,
): string | undefined {
  const inside = typeof json['event'] === 'string' && json['event'] !== '' ? json['event'] : undefined
  if (event.name === undefined && inside === undefined) {
    judge.note('event-nameless', { at, raw: event.data })
    return undefined
  }
  if (event.name === undefined) {
    judge.note('event-name-missing', { at }, { given: inside! })
    return inside
  }
  if (inside === undefined) {
    judge.note('event-missing-in-json', { at }, { given: event.name })
    return event.name
  }
  if (event.name === inside) return inside
  const facts = { sse: show(event.name), json: show(inside) }
  if (settings.eventMismatch === 'fail') {
    judge.note('event-names-differ', { at }, facts)
    return undefined
  }
  const taken = settings.eventMismatch === 'json' ? inside : event.name
  judge.note('event-names-settled', { at }, { ...facts, taken: show(taken) })
  return taken
}

/** Reads the frame of an event: its JSON and its name. Undefined when it is to be ignored, or when the turn fails by it. */
export function readFrame(event: SseEvent, settings: FrameSettings, judge: Judge): NamedEvent | undefined {
  const at = `byte ${event.offset}`
  if (event.data === '') {
    judge.note('stream-data-empty', { at })
    return undefined
  }
  if (event.data.trim() === '[DONE]') {
    judge.note('done-marker', { at })
    return undefined
  }
  const isForeign = event.name !== undefined && !OWN.has(event.name)
  const parsed = parseJson(event.data)
  if ('wrong' in parsed || !isObject(parsed.value)) {
    if (isForeign) noteForeign(event.name!, at, judge)
    else if ('wrong' in parsed) noteBadJson(event, at, settings, judge)
    else judge.note('stream-data-not-object', { at, raw: event.data }, { given: show(parsed.value) })
    return undefined
  }
  for (const line of event.ignored)
    judge.note('stream-field-unknown', { at, raw: line }, { given: show(line.slice(0, 20)) })
  const name = nameOf(event, parsed.value, at, settings, judge)
  if (name === undefined) return undefined
  if (OWN.has(name)) return { name: name as NamedEvent['name'], json: parsed.value, at }
  noteForeign(name, at, judge)
  return undefined
}
