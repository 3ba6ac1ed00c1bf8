import { z } from 'zod'
import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { askedOfModel } from '../asked.ts'
import type { Hearing } from '../hearing.ts'
import { isShown, reactionTo, waitingAt } from '../lines.ts'
import { turnsOf, type Turn } from './turns.ts'

/** A bot that has shown nothing for so long will not. */
const PATIENCE_MS = 10_000

const text = z.object({ Text: z.object({ Content: z.string().default('') }) })
const knowledge = z.object({
  Knowledge: z.object({ Content: z.string().default(''), Summary: z.string().default('') }),
})
const recommends = z.object({ Recommends: z.array(z.object({ Title: z.string() })) })

/** The titles a turn offers to choose from. */
export function offeredIn({ messages }: Turn): string[] {
  return messages.flatMap((message) => {
    const read = recommends.safeParse(message)
    return read.success ? read.data.Recommends.map(({ Title }) => Title) : []
  })
}

/** What the robot said: the same in different forms, each of which will do. */
export function wordsIn({ messages }: Turn): string[] {
  return messages.flatMap((message) => {
    const [said, known] = [text.safeParse(message), knowledge.safeParse(message)]
    if (said.success) return [said.data.Text.Content]
    return known.success ? [known.data.Knowledge.Content, known.data.Knowledge.Summary] : []
  })
}

/** A text without what formatting may change: tags, marks, blanks. */
const bare = (words: string): string => words.replace(/<[^>]*>/g, '').replace(/[\s*_`#>~\-|]+/g, '')

/** Whether somebody reads these words in one of the lines, however they are formatted. */
export const isRead = (words: string, lines: readonly TranscriptLine[]): boolean =>
  bare(lines.map((line) => line.text + JSON.stringify(line.fields)).join('')).includes(bare(words))

/** A turn of the robot, the person who waits for it, and what they were shown. */
export interface ShownTurn {
  readonly turn: Turn
  readonly waiting: TranscriptLine
  readonly shown: readonly TranscriptLine[]
}

/**
 * The turns whose answer one person alone can have waited for. Left out are those of a bot that has a model write the answer,
 * those that another call for the same person follows, and those after which there was no time.
 */
export function shownTurns(hearing: Hearing): ShownTurn[] {
  const turns = turnsOf(hearing)
  const others = askedOfModel(hearing)
  return turns.flatMap((turn, at) => {
    const { call } = turn
    const answered = call.ended
    const [waiting, ...more] = waitingAt(hearing, call.seq)
    if (answered?.ok !== true || waiting === undefined || more.length > 0) return []
    const shown = reactionTo(hearing, waiting)
    const end = shown.at(0)?.seq ?? Infinity
    if (turns.slice(at + 1).some((later) => later.call.seq < end)) return []
    if (others.some((question) => question.call.seq > call.seq && question.call.seq < end)) return []
    const until = shown.at(-1)?.at ?? answered.at + PATIENCE_MS
    if (until > hearing.endedAt || hearing.wasRestarted(waiting.at, until)) return []
    return [{ turn, waiting, shown: shown.filter((line) => isShown(line) && line.seq > call.seq) }]
  })
}
