import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'

/** Types a callback's answer may have. `link` is not among them. */
const SHOWN: ReadonlySet<unknown> = new Set(['text', 'markdown', 'actionCard', 'feedCard'])

/**
 * Reads the answer to a message's callback: a message to show, or silence. Whatever is neither is dropped, as the documents
 * have nothing about it.
 *
 * Source: https://open.dingtalk.com/document/development/receive-message
 */
export function readAnswer(body: Buffer, { status }: AnswerHead): Verdict<object> {
  if (status < 200 || status > 299) return { outcome: 'refused', reason: `HTTP ${status}` }
  const text = body.toString('utf8').trim()
  if (text === '') return { outcome: 'acknowledged' }
  const parsed = parseObject(text)
  if (parsed === undefined) {
    return isMereWord(text)
      ? { outcome: 'acknowledged', reason: 'the answer is no message, so nothing is shown' }
      : { outcome: 'bad-body', reason: 'the answer is not a JSON object' }
  }
  const { msgtype } = parsed
  if (msgtype === 'empty') return { outcome: 'acknowledged' }
  if (msgtype === undefined)
    return { outcome: 'acknowledged', reason: 'the answer has no msgtype, so nothing is shown' }
  return SHOWN.has(msgtype)
    ? { outcome: 'answered', value: parsed }
    : { outcome: 'bad-body', reason: `an answer cannot have the msgtype ${JSON.stringify(msgtype)}` }
}

/** `success`, `ok`: by that a bot means that it has heard, not that somebody shall read it. */
const isMereWord = (text: string): boolean => /^[\w"'.!-]{1,20}$/.test(text)

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
