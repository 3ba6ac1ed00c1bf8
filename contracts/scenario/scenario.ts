import type { Position } from '../yaml/document.ts'
import type { Never } from './schema.ts'

/** One step: a verb with its input, on a platform, at a place in the file. */
export interface Step {
  readonly verb: string
  /** As it was written; whoever plays it parses it. */
  readonly input: unknown
  readonly on: string
  readonly position: Position
}

/** A scenario on one platform and for one combination of its matrix, ready to be played. */
export interface Scenario {
  /** Path as people know it: `wechat/slow-model.yaml`. */
  readonly file: string
  /** Where the file is, for tools that open it. */
  readonly path: string
  readonly line: number
  readonly name: string
  /** `wechat · account.mode=secure`; empty when there is one variant only. */
  readonly variant: string
  readonly platform: string
  /** All platforms of the world it plays in. */
  readonly platforms: readonly string[]
  readonly rows: readonly string[]
  readonly needs: readonly string[]
  readonly tags: readonly string[]
  readonly about: string | undefined
  /** Settings per platform. */
  readonly given: Readonly<Record<string, Record<string, unknown>>>
  readonly allow: readonly string[]
  readonly clock: { readonly settleMs?: number; readonly patienceMs?: number }
  readonly steps: readonly Step[]
  readonly never: readonly Never[]
}
