import type { Recalled } from '../../emulators/core/recall.ts'

/** One thing that was recalled from the traffic, with its place and time (ms since the epoch). */
export interface Noted {
  readonly platform: string
  readonly at: number
  readonly what: Exclude<Recalled, { readonly nothing: string }>
}

/** A scenario before it is text: what a file of the ordinary format says. */
export interface ScenarioDraft {
  readonly name: string
  readonly platform: string
  readonly with?: readonly string[]
  readonly tags: readonly string[]
  readonly given?: Readonly<Record<string, unknown>>
  readonly steps: readonly Readonly<Record<string, unknown>>[]
}

/** Stands in an act's input for bytes that may yet come. */
export class FileSlot {
  readonly id: string
  readonly name: string
  readonly beside: Readonly<Record<string, unknown>>

  constructor(id: string, name: string, beside: Readonly<Record<string, unknown>>) {
    this.id = id
    this.name = name
    this.beside = beside
  }
}
