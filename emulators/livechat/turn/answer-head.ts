import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { Verdict } from '../../core/delivery/push.ts'
import { show, type Judge } from '../remarks/judge.ts'
import type { TurnValue } from './turn.ts'

/** A header's value; of repeated lines the last one. */
export function headerOf({ headers }: AnswerHead, name: string): string | undefined {
  return headers.findLast(([given]) => given.toLowerCase() === name)?.[1]
}

/** The media type in lower case, without parameters; empty when there is none. */
export function mediaTypeOf(head: AnswerHead): string {
  return (headerOf(head, 'content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
}

/** Judges the HTTP status. `strictly`: anything but 200 fails, as for a stream. True when the body is to be read. */
export function judgeStatus(head: AnswerHead, url: string, strictly: boolean, judge: Judge): boolean {
  const { status } = head
  if (status === 200) return true
  const facts = { status, path: new URL(url).pathname, location: headerOf(head, 'location') ?? '—' }
  if (status >= 200 && status < 300 && !strictly) return judge.note('http-status-unusual', {}, facts)
  if (status >= 300 && status < 400) judge.note('http-redirect', {}, facts)
  else if (status === 401 || status === 403) judge.note('bot-refused-token', {}, facts)
  else if (status === 404 || status === 405) judge.note('bot-path-unknown', {}, facts)
  else judge.note('http-status-failed', {}, facts)
  return false
}

/** The end of a turn as the delivery engine wants it. */
export function conclude(judge: Judge, value: TurnValue): Verdict<TurnValue> {
  if (judge.failure === undefined) return { outcome: 'answered', value }
  return { outcome: judge.failure, value, ...(judge.reason === undefined ? {} : { reason: judge.reason }) }
}

/** Notes JSON that is none. */
export function noteBadBody(
  text: string,
  wrong: { code: Parameters<Judge['note']>[0]; near: string },
  judge: Judge,
): void {
  judge.note(wrong.code, { raw: text }, { near: show(wrong.near) })
}
