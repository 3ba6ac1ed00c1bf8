import type { TranscriptLine } from '../../core/journal-entries.ts'
import type { Conversation } from '../corp/conversations.ts'
import { ownRobot } from '../corp/robot.ts'
import type { Dingtalk } from '../dingtalk.ts'

/** What somebody quotes: the newest message of the robot in the chat, or a text of somebody's. */
export type Quoted = 'robot' | { readonly text: string; readonly from?: string | undefined }

/** What a quote adds to a callback: inside `text`, and beside it. */
export interface QuoteFields {
  readonly inside: Readonly<Record<string, unknown>>
  readonly beside: Readonly<Record<string, unknown>>
}

/**
 * The fields of a quoted reply. They are not documented; these are the shapes that several bots have met.
 *
 * Sources: https://github.com/soimy/openclaw-channel-dingtalk, https://github.com/langbot-app/LangBot
 */
export function quoteFields(dingtalk: Dingtalk, conversation: Conversation, quoted: Quoted): QuoteFields {
  const { world, people, sent } = dingtalk
  const line = quoted === 'robot' ? lastOfRobot(dingtalk, conversation) : undefined
  const msgId = `msg${world.random.hex(20)}==`
  const senderId =
    quoted === 'robot' || quoted.from === undefined
      ? ownRobot(dingtalk).dingtalkId
      : people.named(quoted.from).dingtalkId
  const text = quoted === 'robot' ? (line?.text ?? '') : quoted.text
  const isCard = line?.kind === 'card'
  const repliedMsg = {
    msgType: isCard ? 'interactiveCard' : 'text',
    msgId,
    senderId,
    createdAt: line?.at ?? world.clock.now(),
    content: isCard ? {} : { text },
  }
  const message = line === undefined ? undefined : sent.withLine(line)
  return {
    inside: { isReplyMsg: true, repliedMsg },
    beside: {
      originalMsgId: msgId,
      ...(message === undefined ? {} : { originalProcessQueryKey: message.processQueryKey }),
    },
  }
}

function lastOfRobot({ world }: Dingtalk, { name }: Conversation): TranscriptLine | undefined {
  return world.transcript
    .lines()
    .findLast((line) => line.platform === 'dingtalk' && line.conversation === name && line.who === 'bot')
}
