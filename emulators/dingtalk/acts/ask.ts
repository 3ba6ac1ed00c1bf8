import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { askAssistant } from '../agent/ask.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { who } from './who.ts'

const described = z.strictObject({
  from: who,
  text: z.string().min(1),
  in: z
    .string()
    .min(1)
    .default('single')
    .describe('single, wand (the magic wand 魔法棒, which has no openConversationId), or the name of a group'),
  attribute: z.enum(['text', 'picture', 'file']).default('text').describe('msgType of inputAttribute'),
})
const AskInput = z.union([
  z
    .string()
    .min(1)
    .transform((text) => described.parse({ text })),
  described,
])

const MOST_CHARACTERS = 512

/** A person asks the AI assistant, which hands everything to its one skill (direct mode, 直通模式). */
export const ask = act<Dingtalk, typeof AskInput>({
  summary: 'A person asks the AI assistant: in a single chat, in a group, or by the magic wand.',
  input: AskInput,
  rows: ['D-36', 'D-37', 'D-38'],
  summarise: ({ from, text, in: place }) => `${from} asks the assistant (${place}): ${text}`,
  run(dingtalk, { from, text, in: place, attribute }, cause) {
    if (text.length > MOST_CHARACTERS)
      throw new CaipaiError(`a question to the assistant has ${text.length} characters`, {
        code: 'INPUT_TOO_LONG',
        fix: `DingTalk lets nobody type more than ${MOST_CHARACTERS}: shorten it.`,
      })
    const person = dingtalk.people.named(from)
    const conversation = placeOf(dingtalk, from, place)
    const line = dingtalk.world.transcript.add({
      platform: 'dingtalk',
      conversation: conversation.name,
      who: 'user',
      user: from,
      kind: attribute,
      text,
      via: 'ask',
      fields: conversation.kind === 'wand' ? { in: 'wand' } : {},
      cause,
    })
    askAssistant(dingtalk, { text, msgType: attribute, person, conversation }, line.seq)
  },
})

function placeOf({ conversations }: Dingtalk, from: string, place: string): Conversation {
  if (place === 'single') return conversations.single(from)
  if (place === 'wand') return conversations.wand(from)
  conversations.join(place, from)
  return conversations.openGroup(place)
}
