import type { LintCode } from './lints.ts'
import type { ReasonCode } from './reasons.ts'

/** One article of a news reply. */
export interface Article {
  readonly title: string
  readonly description: string
  readonly picUrl: string
  readonly url: string
}

/** What a passive reply shows to the user, or where it sends the user. */
export type Reply =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image' | 'voice'; readonly mediaId: string }
  | { readonly type: 'video'; readonly mediaId: string; readonly title: string; readonly description: string }
  | {
      readonly type: 'music'
      readonly thumbMediaId: string
      readonly title: string
      readonly description: string
      readonly musicUrl: string
      readonly hqMusicUrl: string
    }
  | { readonly type: 'news'; readonly articles: readonly Article[] }
  | { readonly type: 'transfer_customer_service'; readonly kfAccount: string | undefined }

/** Something tolerated in an answer, with what was found when that says more than the code. */
export interface Lint {
  readonly code: LintCode
  readonly found?: string
}

/**
 * What WeChat makes of one complete HTTP answer. `found` and `expected` are excerpts of the wire, `hint` a guess at the
 * mistake, `library` the return value of the official sample library for a failed decryption.
 */
export type Verdict =
  | { readonly class: 'acknowledged'; readonly how: 'success' | 'empty'; readonly lints: readonly Lint[] }
  | { readonly class: 'answered'; readonly reply: Reply; readonly encrypted: boolean; readonly lints: readonly Lint[] }
  | Refusal

export interface Refusal {
  readonly class: 'bad-status' | 'bad-body'
  readonly reason: ReasonCode
  readonly found: string
  readonly expected: string
  readonly hint?: string
  readonly library?: number
  readonly lints: readonly Lint[]
}

/** Thrown inside the judge only, to leave it at the first failing check. */
export class Refused extends Error {
  readonly reason: ReasonCode
  readonly found: string
  readonly expected: string
  readonly hint: string | undefined
  readonly library: number | undefined

  constructor(
    reason: ReasonCode,
    found: string,
    expected: string,
    more: { readonly hint?: string; readonly library?: number } = {},
  ) {
    super(reason)
    this.reason = reason
    this.found = found
    this.expected = expected
    this.hint = more.hint
    this.library = more.library
  }
}

/** The first characters of a text for people to recognise it by, line breaks and the like made visible. */
export function excerpt(text: string, limit = 80): string {
  const shown = JSON.stringify(text.slice(0, limit)).slice(1, -1).replaceAll('\\"', '"')
  return text.length > limit ? `${shown}… (${text.length} characters)` : shown
}
