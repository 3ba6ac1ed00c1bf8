import type { TranscriptLine } from '../../core/journal-entries.ts'
import type { Livechat } from '../livechat.ts'
import { tappableOptions, type ShownMessage } from '../reading/shown-message.ts'
import type { Piece } from '../reading/stream-pieces.ts'
import type { Session } from './sessions.ts'

/** What a visitor's client receives besides messages, by the names of the vendor's visitor kit. */
export type VisitorEvent =
  | 'chatOpen'
  | 'robotBridge'
  | 'chatQueue'
  | 'chatLocation'
  | 'chatLeaveQueue'
  | 'chatBridge'
  | 'chatInvestigation'
  | 'chatClose'
  | 'unsupportedByRobot'

const MOST_OPTIONS = 500

/** An event of the visitor's client. Entering a queue is shown as a `transfer`, since that is what it means for the bot. */
export function showEvent(
  { world }: Livechat,
  session: Session,
  event: VisitorEvent,
  text: string,
  cause: number | undefined,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  world.transcript.add({
    platform: 'livechat',
    conversation: session.party.key,
    who: 'platform',
    user: session.party.key,
    kind: event === 'chatQueue' ? 'transfer' : event,
    text,
    via: event,
    fields: { event, ...fields },
    cause,
  })
}

/** A sentence of the platform itself. */
export function showNotice({ world }: Livechat, session: Session, text: string, cause: number | undefined): void {
  world.transcript.add({
    platform: 'livechat',
    conversation: session.party.key,
    who: 'platform',
    user: session.party.key,
    kind: 'notice',
    text,
    via: 'notice',
    cause,
  })
}

/** A message of a human agent. */
export function showAgentMessage(
  { world }: Livechat,
  session: Session,
  agent: string,
  text: string,
  cause: number | undefined,
): void {
  world.transcript.add({
    platform: 'livechat',
    conversation: session.party.key,
    who: 'agent',
    user: agent,
    kind: 'text',
    text,
    via: 'agent',
    cause,
  })
}

/** A message of the robot that answers no push. */
export function showUnsolicited({ world }: Livechat, session: Session, text: string, cause: number): void {
  world.transcript.add({
    platform: 'livechat',
    conversation: session.party.key,
    who: 'bot',
    user: session.party.key,
    kind: 'text',
    text,
    via: 'api',
    cause,
  })
}

/** A message of the robot. */
export function showMessage(
  { world }: Livechat,
  session: Session,
  user: string,
  message: ShownMessage,
  cause: number | undefined,
): void {
  const options = tappableOptions(message.fields)
  session.options.push(...options)
  if (session.options.length > MOST_OPTIONS) session.options.splice(0, session.options.length - MOST_OPTIONS)
  world.transcript.add({
    platform: 'livechat',
    conversation: session.party.key,
    who: 'bot',
    user,
    kind: message.kind,
    text: message.text,
    via: 'blocking',
    fields: message.fields,
    cause,
  })
}

/** What people call a bubble of each message type. */
export const KINDS: Readonly<Record<Piece['type'], string>> = { 100: 'text', 101: 'rich-text', 109: 'markdown' }

/** The bubbles of one stream, each a line of the transcript that grows. */
export interface Bubbles {
  add(piece: Piece): void
  /** Nothing more is coming. */
  close(): void
}

/** Bubbles for one stream. `cumulative`: each piece is the text so far. */
export function createBubbles(
  { world }: Livechat,
  session: Session,
  user: string,
  cumulative: boolean,
  cause: number | undefined,
): Bubbles {
  const lines = new Map<string, TranscriptLine>()
  return {
    add({ bubble, type, text }) {
      let line = lines.get(bubble)
      if (line === undefined) {
        line = world.transcript.add({
          platform: 'livechat',
          conversation: session.party.key,
          who: 'bot',
          user,
          kind: KINDS[type],
          via: 'stream',
          fields: { messageId: bubble },
          open: true,
          cause,
        })
        lines.set(bubble, line)
      }
      if (!cumulative) world.transcript.append(line, text)
      else if (text.startsWith(line.text)) world.transcript.append(line, text.slice(line.text.length))
      else world.transcript.revise(line, { text })
    },
    close() {
      for (const line of lines.values()) if (line.open) world.transcript.revise(line, { open: false })
    },
  }
}
