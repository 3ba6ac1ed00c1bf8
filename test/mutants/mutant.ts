/** The reference bot with one fault, and what has to be found about it. */
export interface Mutant {
  /** The rule or remark it breaks: the only finding there may be. */
  readonly rule: string
  /** What is wrong with it, where the replacement does not say so by itself. */
  readonly about?: string
  /** The file that is changed: `reference-bot/wechat/turn.ts`. */
  readonly of: string
  /** A text that stands in it exactly once … */
  readonly replace: string
  /** … and what takes its place. */
  readonly by: string
  /** A scenario of the library, such as `wechat/slow-model`, or the text of one that is made for this mutant. */
  readonly scenario: string
  /** Which variants of the scenario, by a part of their name; default the first one. */
  readonly variant?: string
  /** Further or other variables for the bot. */
  readonly env?: Readonly<Record<string, string>>
  /** The config it is rehearsed with, seen from `reference-bot/`; default `caipai.config.yaml`. */
  readonly config?: string
  /** What the finding says in English. */
  readonly says: RegExp
}
