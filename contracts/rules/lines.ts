import type { TranscriptLine } from '../../emulators/core/journal-entries.ts'
import type { Hearing } from './hearing.ts'

const known = new WeakMap<Hearing, readonly TranscriptLine[]>()

/** All lines of all chats, in order. */
export function linesOf(hearing: Hearing): readonly TranscriptLine[] {
  const lines =
    known.get(hearing) ??
    hearing.platforms.flatMap((platform) => hearing.of(platform).lines).toSorted((a, b) => a.seq - b.seq)
  known.set(hearing, lines)
  return lines
}

/** What a person says in words. */
export const isSaid = (line: TranscriptLine): boolean => line.who === 'user' && line.text.trim() !== ''

/** What the bot lets people see, as opposed to a sign that it is typing. */
export const isShown = (line: TranscriptLine): boolean =>
  (line.who === 'bot' && line.kind !== 'typing') || line.kind === 'transfer'

/** The chat a line stands in, unique over all platforms. */
export const chatOf = ({ platform, conversation }: Pick<TranscriptLine, 'platform' | 'conversation'>): string =>
  `${platform}\n${conversation}`

/** People who wait: what was said before `seq` in chats where nothing has been shown since. */
export function waitingAt(hearing: Hearing, seq: number): TranscriptLine[] {
  const waiting = new Map<string, TranscriptLine>()
  for (const line of linesOf(hearing)) {
    if (line.seq > seq) break
    if (isSaid(line)) waiting.set(chatOf(line), line)
    else if (isShown(line)) waiting.delete(chatOf(line))
  }
  return [...waiting.values()]
}

/** Whether words tell by themselves which message they are of: nobody else has used them, and nobody has since. */
export function areItsOwnWords(hearing: Hearing, line: TranscriptLine): boolean {
  const words = line.text.trim()
  return !linesOf(hearing).some(
    (other) =>
      isSaid(other) &&
      other !== line &&
      other.text.includes(words) &&
      (other.seq > line.seq || chatOf(other) !== chatOf(line)),
  )
}

/** What follows in the chat of somebody who waits, until they speak again. */
export function reactionTo(hearing: Hearing, waiting: TranscriptLine): TranscriptLine[] {
  const later = linesOf(hearing).filter((line) => chatOf(line) === chatOf(waiting) && line.seq > waiting.seq)
  const next = later.find(isSaid)?.seq ?? Infinity
  return later.filter((line) => isShown(line) && line.seq < next)
}

/** A text cut to what fits into a sentence about it. */
export const quote = (text: string): string => JSON.stringify(text.length <= 40 ? text : `${text.slice(0, 40)}…`)

/** Milliseconds as seconds: `2.5`. */
export const seconds = (ms: number): string => (ms / 1000).toFixed(1)
