import type { z } from 'zod'
import type { JournalEntry, TranscriptLine } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'

/** Words that may stand beside any expectation. */
export interface Modifiers {
  /** The platform it is about. */
  readonly on: string
  /** The simulated user it is about. */
  readonly to: string | undefined
  /** How soon it has to happen, from the latest act or advance, in ms of the world's time. */
  readonly withinMs: number | undefined
  /** How long it has to stay so, in ms of the world's time. */
  readonly forMs: number | undefined
}

/** What an expectation looks at: the world since the scenario began, and what earlier expectations have taken. */
export interface Sight {
  readonly world: DirectedWorld
  /** Time of the latest act or advance (ms, world). */
  readonly since: number
  /** Number of the latest act in the journal. */
  readonly latestAct: number
  /** Entries and lines that an expectation has already been satisfied with, by number. */
  readonly taken: Set<number>
  entries(): JournalEntry[]
  lines(): TranscriptLine[]
}

/** How an expectation was disappointed. */
export interface Disappointment {
  readonly expected: string
  readonly got: string
}

/** One kind of expectation: the key it stands under, what may be written there, and how it is checked. */
export interface Expectation {
  readonly key: string
  readonly schema: z.ZodType
  /** Waits, bounded by the world's time, and says how it was disappointed; undefined when it was met. */
  readonly check: (spec: never, sight: Sight, modifiers: Modifiers) => Promise<Disappointment | undefined>
}

/** Declares an expectation; the type of `spec` follows from the schema. */
export function expectation<S extends z.ZodType>(definition: {
  readonly key: string
  readonly schema: S
  readonly check: (spec: z.output<S>, sight: Sight, modifiers: Modifiers) => Promise<Disappointment | undefined>
}): Expectation {
  return definition as unknown as Expectation
}

/** How long an expectation waits when nothing says otherwise, in ms of the world's time. */
export const DEFAULT_WAIT_MS = 60_000

/** How much longer there is to wait. */
export function remainingMs(sight: Sight, modifiers: Modifiers): number {
  return Math.max(0, sight.since + (modifiers.withinMs ?? DEFAULT_WAIT_MS) - sight.world.clock.now())
}

/** Whether a line is something the bot said; typing states are not. */
export const isReply = (line: TranscriptLine): boolean => line.who === 'bot' && line.kind !== 'typing'

/** Whether a line belongs to what the modifiers name. */
export const concerns = (line: TranscriptLine, { on, to }: Modifiers): boolean =>
  line.platform === on && (to === undefined || line.user === to || line.conversation === to)
