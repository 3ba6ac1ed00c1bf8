import type { MessageEntry, Speaker, TranscriptLine } from './journal-entries.ts'
import type { Journal } from './journal.ts'

/** A new line as a platform writes it; what is left out is empty, closed and has no cause. */
export interface LineDraft {
  readonly platform: string
  readonly conversation: string
  readonly who: Speaker
  readonly user: string
  readonly kind: string
  readonly text?: string
  readonly via: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly open?: boolean
  readonly cause?: number | undefined
}

/** What may change on a line that stands already. */
export type LinePatch = Partial<Pick<TranscriptLine, 'kind' | 'text' | 'fields' | 'open'>>

/** What the people in the chats see, in order. Each line is also an entry of the journal. */
export interface Transcript {
  add(draft: LineDraft): TranscriptLine
  /** Appends a piece to an open line: a stream's next words. */
  append(line: TranscriptLine, text: string): void
  /** Changes a line in place: a card that was updated, a message that was recalled, a stream that has ended. */
  revise(line: TranscriptLine, patch: LinePatch): void
  lines(after?: number): TranscriptLine[]
}

const MOST_PIECES = 10_000

/** A transcript that lives in the journal, so that both are bounded and awaited in one place. */
export function createTranscript(journal: Journal, now: () => number): Transcript {
  function changed(line: TranscriptLine): void {
    const entry = journal.get(line.seq)
    if (entry !== undefined) journal.changed(entry)
  }

  return {
    add(draft) {
      const line: TranscriptLine = {
        // The line carries the number its entry is about to get.
        seq: journal.last + 1,
        at: now(),
        platform: draft.platform,
        conversation: draft.conversation,
        who: draft.who,
        user: draft.user,
        kind: draft.kind,
        text: draft.text ?? '',
        via: draft.via,
        fields: draft.fields ?? {},
        open: draft.open ?? false,
        pieces: [],
        cause: draft.cause,
      }
      journal.add<MessageEntry>({
        kind: 'message',
        platform: draft.platform,
        cause: draft.cause,
        line,
      })
      return line
    },
    append(line, text) {
      line.text += text
      if (line.pieces.length < MOST_PIECES) line.pieces.push({ at: now(), text })
      changed(line)
    },
    revise(line, patch) {
      Object.assign(line, patch)
      changed(line)
    },
    lines(after = 0) {
      const lines: TranscriptLine[] = []
      for (const entry of journal.entries(after)) if (entry.kind === 'message') lines.push(entry.line)
      return lines
    },
  }
}
