import type { AttemptEntry, PushEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'

/** A push of the gateway as it went out, however it ended. */
export interface SentPush {
  readonly entry: PushEntry
  readonly attempt: AttemptEntry
}

/** A push and the same bytes once more, for the same message of the visitor. */
export interface Repeat {
  readonly first: SentPush
  readonly again: SentPush
}

/** Every push that went out, those that were aborted as well. */
export function sentPushes(hearing: Hearing): SentPush[] {
  return hearing.entries.flatMap((attempt) => {
    if (attempt.kind !== 'attempt' || attempt.platform !== 'livechat' || attempt.number !== 1) return []
    const entry = attempt.cause === undefined ? undefined : hearing.entry(attempt.cause)
    return entry?.kind === 'push' ? [{ entry, attempt }] : []
  })
}

/** Pushes that were repeated byte for byte. */
export function repeatsOf(hearing: Hearing): Repeat[] {
  const firsts = new Map<string, SentPush>()
  return sentPushes(hearing).flatMap((push) => {
    const key = `${push.entry.cause}\n${push.attempt.request.body}`
    const first = firsts.get(key)
    if (first !== undefined) return [{ first, again: push }]
    firsts.set(key, push)
    return []
  })
}

/** The conversation a push names, if it names one. */
export function conversationIn({ attempt }: SentPush): string | undefined {
  return /"conversationId":"([^"]+)"/.exec(attempt.request.body)?.[1]
}

/**
 * Whether a bot can know a repeated push for what it is: the first one is being answered still, and the gateway has but one
 * at a time of a session; or neither names a conversation, which a second message would.
 */
export function canBeTold({ first, again }: Repeat): boolean {
  const { ended } = first.entry
  return ended === undefined || ended.at >= again.entry.at || conversationIn(again) === undefined
}

/** Repeated pushes that look like the same words said twice. */
export const repeatsNobodyCanTell = (hearing: Hearing): SentPush[] =>
  repeatsOf(hearing)
    .filter((repeat) => !canBeTold(repeat))
    .map(({ again }) => again)
