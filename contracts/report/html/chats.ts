import type { JournalEntry, Speaker, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { tellShown, type Shown } from './shown.ts'

/** One chat window: all that the people in it saw. */
export interface Chat {
  readonly platform: string
  /** The user or group it is with. */
  readonly name: string
  readonly bubbles: readonly Bubble[]
  /** How many further lines are not shown. */
  readonly left: number
}

/** One line in a chat. */
export interface Bubble {
  /** ms since the beginning. */
  readonly at: number
  readonly who: Speaker
  /** The speaker, or for the bot the user it speaks to. */
  readonly name: string
  readonly via: string
  readonly shown: Shown
  /** For a stream: how many pieces, and the ms from the first to the last. */
  readonly stream?: { readonly pieces: number; readonly overMs: number }
  /** It might still have grown when the scenario ended. */
  readonly isOpen: boolean
}

const MOST_BUBBLES = 150

/** What people saw, chat by chat, in the order in which the chats began. */
export function tellChats(entries: readonly JournalEntry[]): Chat[] {
  const start = entries[0]?.at ?? 0
  const chats = new Map<string, { platform: string; name: string; bubbles: Bubble[]; left: number }>()
  for (const entry of entries) {
    if (entry.kind !== 'message') continue
    const { platform, conversation } = entry.line
    const key = `${platform} ${conversation}`
    const chat = chats.get(key) ?? { platform, name: conversation, bubbles: [], left: 0 }
    chats.set(key, chat)
    if (chat.bubbles.length < MOST_BUBBLES) chat.bubbles.push(tellBubble(entry.line, start))
    else chat.left += 1
  }
  return [...chats.values()]
}

function tellBubble({ at, who, user, kind, via, text, fields, pieces, open }: TranscriptLine, start: number): Bubble {
  const [first] = pieces
  return {
    at: at - start,
    who,
    name: user,
    via,
    shown: tellShown(kind, text, fields),
    ...(first === undefined
      ? {}
      : { stream: { pieces: pieces.length, overMs: (pieces.at(-1)?.at ?? first.at) - first.at } }),
    isOpen: open,
  }
}
