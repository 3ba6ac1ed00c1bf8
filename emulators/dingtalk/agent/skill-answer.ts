import { z } from 'zod'
import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import { parseJson } from '../cards/words.ts'
import type { Settings } from '../settings.ts'
import type { Ack } from '../stream/stream.ts'

type Display = Settings['skill']['displayResult']

/** Reads the answer of a skill over HTTP. What it says matters only where it is displayed. */
export function readHttpResult(display: Display, body: Buffer, { status }: AnswerHead): Verdict<string> {
  return status < 200 || status > 299
    ? { outcome: 'refused', reason: `HTTP ${status}` }
    : readResult(display, body.toString('utf8'))
}

const graphAnswer = z.looseObject({
  response: z.looseObject({
    statusLine: z.looseObject({ code: z.number() }),
    body: z.string().default(''),
  }),
})

/**
 * Reads the ACK of a skill's frame: `{ response: { statusLine: { code }, headers, body } }`.
 *
 * Source: https://github.com/open-dingtalk/dingtalk-stream-sdk-python/blob/main/dingtalk_stream/graph.py
 */
export function readStreamResult(display: Display, { code, message, data }: Ack): Verdict<string> {
  if (code !== 200) return { outcome: 'refused', reason: `the frame was acknowledged with ${code} ${message}`.trim() }
  const read = graphAnswer.safeParse(data)
  if (!read.success)
    return display === 'disabled'
      ? { outcome: 'acknowledged' }
      : { outcome: 'bad-body', reason: 'the ACK has no response.statusLine.code' }
  const { statusLine, body } = read.data.response
  return statusLine.code < 200 || statusLine.code > 299
    ? { outcome: 'refused', reason: `statusLine.code ${statusLine.code}` }
    : readResult(display, body)
}

function readResult(display: Display, body: string): Verdict<string> {
  if (display === 'disabled') return { outcome: 'acknowledged' }
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null)
    return { outcome: 'bad-body', reason: 'the result is no JSON object' }
  return { outcome: 'answered', value: wordsOf(parsed) }
}

const WORDS = ['markdown', 'text', 'content', 'result', 'answer', 'message']

/** The words of a result: those in a field that is named like words, else all of it. */
function wordsOf(result: object): string {
  const fields = result as Readonly<Record<string, unknown>>
  const field = WORDS.find((name) => typeof fields[name] === 'string')
  return field === undefined ? JSON.stringify(result) : String(fields[field])
}
