import type { CallEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isShown, waitingAt } from '../lines.ts'
import { PATIENCE_MS } from './messages.ts'

export const SEND_BY_SESSION = 'dingtalk.robot.sendBySession'
export const SEND_AS_CUSTOM_ROBOT = 'dingtalk.robot.send'
export const STREAMING = 'dingtalk.card.streaming'

/** The calls that bring words to people. */
const BRINGS_WORDS =
  /^dingtalk\.(?:robot\.(?:sendBySession|send|oToMessages\.batchSend|groupMessages\.send|privateChatMessages\.send)|card\.|aiInteraction\.|agent\.send)/

/** Codes of refusals that may pass by themselves. */
const PASSING =
  /Qp[sm]Limit|^Throttling|too\.?[Ff]ast|^(?:-1|130101|410100|660026|90018|90002|system\.error|unknownError)$/

/** A refusal that may be none in a moment. */
export function mayPass({ ended }: CallEntry): boolean {
  if (ended === undefined || ended.ok) return false
  return (ended.status >= 500 && ended.code === undefined) || PASSING.test(String(ended.code))
}

/** The error of a refused call as its author reads it in a log: `300001 session 不存在`. */
export function refusalOf({ ended }: CallEntry): string {
  if (ended === undefined) return 'no answer'
  const { code = `HTTP ${ended.status}`, message = '' } = ended
  return message === '' || message === String(code) ? String(code) : `${code} ${message}`
}

/** All calls of the platform that were refused, in order. */
export const refusedCalls = (hearing: Hearing): CallEntry[] =>
  hearing
    .of('dingtalk')
    .calls()
    .filter(({ ended }) => ended?.ok === false)

/** Somebody waited for what a refused call should have brought, and nothing came of it. */
export interface Dropped {
  readonly call: CallEntry
  readonly waiting: TranscriptLine
}

/**
 * Refused calls after which the bot did nothing for {@link PATIENCE_MS}, while somebody waited: it made no further call that
 * brings words to people, and nothing was shown.
 */
export function* droppedCalls(hearing: Hearing, isMeant: (call: CallEntry) => boolean): Generator<Dropped> {
  const dingtalk = hearing.of('dingtalk')
  for (const call of refusedCalls(hearing)) {
    const { ended } = call
    if (ended === undefined || !BRINGS_WORDS.test(call.operation) || !isMeant(call)) continue
    const until = ended.at + PATIENCE_MS
    if (hearing.endedAt < until || hearing.wasRestarted(call.at, until)) continue
    const waiting = waitingAt(hearing, call.seq).find(
      (line) => line.platform === 'dingtalk' && wasPushed(hearing, line),
    )
    if (waiting === undefined) continue
    const isLater = ({ seq, at }: { readonly seq: number; readonly at: number }): boolean =>
      seq > call.seq && at <= until
    const tried = dingtalk.calls().some((other) => BRINGS_WORDS.test(other.operation) && isLater(other))
    if (!tried && !dingtalk.lines.some((line) => isShown(line) && isLater(line))) yield { call, waiting }
  }
}

/** In a group not every word goes to the robot. */
const wasPushed = (hearing: Hearing, { cause, seq }: TranscriptLine): boolean =>
  hearing.of('dingtalk').pushes.some(({ entry }) => entry.cause === seq || entry.cause === cause)

/** The fields of a record; empty for anything else. */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** A parameter of the query a call was made with. */
export const parameterOf = ({ url }: CallEntry, name: string): string =>
  new URL(url, 'http://dingtalk').searchParams.get(name) ?? ''
