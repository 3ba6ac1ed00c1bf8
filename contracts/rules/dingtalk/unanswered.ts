import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isShown } from '../lines.ts'
import { hadItsTime, nextIn, robotMessages, shownIn, wasTaken, type RobotMessage } from './messages.ts'

export const RECEIVE = 'https://open.dingtalk.com/document/development/receive-message'

/** Messages the bot took and had the time to answer, and for which its conversation shows nothing before the next one. */
export function unanswered(hearing: Hearing): RobotMessage[] {
  return robotMessages(hearing).filter(
    (message) =>
      wasTaken(message) &&
      hadItsTime(hearing, message.push.entry) &&
      shownIn(hearing, message.conversation, message.push.entry.seq, nextIn(hearing, message)).length === 0,
  )
}

/** What the bot showed after a message in a conversation in which nobody had said anything to it. */
export function strayLine(hearing: Hearing, { push, conversation }: RobotMessage): TranscriptLine | undefined {
  const addressed = new Set(robotMessages(hearing).map((other) => other.conversation))
  return hearing
    .of('dingtalk')
    .lines.find(
      (line) =>
        isShown(line) &&
        line.seq > push.entry.seq &&
        line.conversation !== conversation &&
        !addressed.has(line.conversation),
    )
}
