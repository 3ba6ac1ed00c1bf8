import { formatDuration } from '../../emulators/core/duration.ts'
import type { PushEntry, TranscriptLine } from '../../emulators/core/journal-entries.ts'
import { quote } from '../matching/difference.ts'
import { concerns, isReply, type Modifiers, type Sight } from './expectation.ts'

/** A line as a report names it: `a text by passive-reply: "你好"`. */
export const tellLine = ({ kind, via, text }: TranscriptLine): string =>
  `a ${kind}${via === kind ? '' : ` by ${via}`}${text === '' ? '' : `: ${quote(text)}`}`

/**
 * What comes nearest to a line that did not come, for people who look for the reason: a reply to somebody else, another
 * line nobody has expected, the end of the latest push, or a reply that was expected before. Undefined when there is nothing.
 */
export function tellNearest(sight: Sight, modifiers: Modifiers): string | undefined {
  const lines = sight.lines().filter((line) => line.who !== 'user')
  const untaken = lines.filter((line) => !sight.taken.has(line.seq))
  const elsewhere = untaken.findLast((line) => isReply(line) && !concerns(line, modifiers))
  if (elsewhere !== undefined) return `${elsewhere.user} on ${elsewhere.platform} was shown ${tellLine(elsewhere)}`
  const other = untaken.findLast((line) => concerns(line, modifiers))
  if (other !== undefined) return `what was shown is ${tellLine(other)}`
  const push = sight
    .entries()
    .findLast((entry): entry is PushEntry => entry.kind === 'push' && entry.platform === modifiers.on)
  if (push !== undefined && push.seq > sight.latestAct) return tellPush(push, sight.world.clock.now())
  const taken = lines.findLast((line) => isReply(line) && concerns(line, modifiers))
  return taken === undefined ? undefined : `the latest, which was expected before, is ${tellLine(taken)}`
}

/** A push as a report names it: `the push (text) ended timeout after 3 deliveries`. */
export function tellPush({ what, at, ended }: PushEntry, now: number): string {
  if (ended === undefined) return `the push (${what}) has been open for ${formatDuration(now - at)}`
  const { outcome, attempts, reason } = ended
  const because = reason === undefined ? '' : `: ${reason}`
  return `the push (${what}) ended ${outcome} after ${attempts} ${attempts === 1 ? 'delivery' : 'deliveries'}${because}`
}

/** Puts the nearest candidate behind what is missing: `no reply; the push (text) ended acknowledged after 1 delivery`. */
export function withNearest(missing: string, nearest: string | undefined): string {
  return nearest === undefined ? missing : `${missing}; ${nearest}`
}
