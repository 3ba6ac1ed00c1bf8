import { z } from 'zod'
import { duration } from '../../core/duration.ts'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { bytesOf, fileBytes, namedFile, type SentFile } from '../../core/sent-file.ts'
import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'
import { findRobot, ownRobot, type Robot } from '../corp/robot.ts'
import type { Dingtalk } from '../dingtalk.ts'
import {
  BLACK,
  PIXEL,
  SILENCE,
  type Picture,
  contentOf,
  ONLY_IN_SINGLE_CHATS,
  textOf,
  type Said,
} from '../push/content.ts'
import { deliverMessage } from '../push/deliver-message.ts'
import { withoutMention } from '../push/mention.ts'
import { quoteFields } from '../push/quote.ts'
import type { RobotMessage } from '../push/robot-message.ts'
import { who } from './who.ts'

const name = z.string().min(1)
/** A file by its name, or with its bytes. */
const someFile = z.union([name.transform((given): SentFile => ({ name: given })), namedFile])
const KINDS = ['text', 'richText', 'picture', 'audio', 'video', 'file', 'unknown'] as const

const described = z
  .strictObject({
    from: who,
    group: name.optional().describe('The group it is said in; default: alone with the robot'),
    mention: z
      .boolean()
      .default(true)
      .describe('In a group: whether the robot is mentioned; the text may hold @name of the robot where it stands'),
    mentions: z.array(name).default([]).describe('In a group: others who are mentioned'),
    robots: z
      .array(name)
      .optional()
      .describe('In a group: robotCodes of the robots that are mentioned, all served by this bot; default: its own'),
    outgoing: z.boolean().default(false).describe('In a group: to a custom robot with Outgoing switched on'),
    text: z.string().optional(),
    richText: z
      .array(z.union([z.string().transform((text) => ({ text })), z.strictObject({ picture: someFile })]))
      .min(1)
      .optional()
      .describe('Texts and { picture: name } in visual order'),
    picture: someFile.optional().describe('A file name; a small picture is sent; or { name, file }'),
    audio: z
      .union([
        z.string().transform((recognition) => ({ recognition, duration: 3000, name: 'voice.amr' })),
        z.strictObject({
          recognition: z.string(),
          duration: duration.prefault('3s'),
          name: name.default('voice.amr'),
          ...fileBytes,
        }),
      ])
      .optional()
      .describe('What is said; only in a single chat'),
    video: someFile.optional().describe('A file name, or { name, file }; only in a single chat'),
    file: z
      .union([
        name.transform((file) => ({ name: file, bytes: 1024 })),
        z.strictObject({
          name,
          bytes: z
            .int()
            .nonnegative()
            .max(32 * 1024 * 1024)
            .default(1024)
            .describe('How many, when nothing says which'),
          ...fileBytes,
        }),
      ])
      .optional()
      .describe('A file name, { name, bytes } or { name, file }; only in a single chat'),
    unknown: z.string().optional().describe('A type robots do not get; what stands instead of it'),
    quote: z
      .union([z.literal('robot'), z.strictObject({ text: z.string(), from: name.optional() })])
      .optional()
      .describe('What it quotes: the newest message of the robot, or a text of somebody'),
  })
  .check((context) => {
    const given = KINDS.filter((kind) => context.value[kind] !== undefined)
    if (given.length === 1) return
    const message =
      given.length === 0
        ? `nothing to send; expected one of ${KINDS.join(', ')}`
        : `${given.join(' and ')} cannot go in one message`
    context.issues.push({ code: 'custom', message, input: context.value })
  })

type Described = z.output<typeof described>

const SendInput = z.union([z.string().transform((text) => described.parse({ text })), z.lazy(() => described)])

const pictureOf = (given: SentFile): Picture => ({ name: given.name, bytes: bytesOf(given) ?? PIXEL })

function saidOf(input: Described): Said {
  const { text, richText, picture, audio, video, file, unknown } = input
  if (richText !== undefined)
    return {
      type: 'richText',
      items: richText.map((item) => ('text' in item ? item : { picture: pictureOf(item.picture) })),
    }
  if (picture !== undefined) return { type: 'picture', ...pictureOf(picture) }
  if (audio !== undefined) {
    const { name: named, recognition } = audio
    return { type: 'audio', name: named, recognition, durationMs: audio.duration, bytes: bytesOf(audio) ?? SILENCE }
  }
  if (video !== undefined) return { type: 'video', name: video.name, bytes: bytesOf(video) ?? BLACK, durationMs: 5000 }
  if (file !== undefined)
    return { type: 'file', name: file.name, bytes: bytesOf(file) ?? Buffer.alloc(file.bytes, 'x') }
  if (unknown !== undefined) return { type: 'unknownMsgType', text: unknown }
  return { type: 'text', text: text ?? '' }
}

/** A person says something to the robot, alone with it or in a group. */
export const send = act<Dingtalk, typeof SendInput>({
  summary: 'A person writes to the robot, alone or in a group, where only messages that mention it reach it.',
  input: SendInput,
  rows: ['D-02', 'D-04', 'D-05', 'D-06', 'D-07', 'D-09'],
  summarise: (input) => `${input.from}: ${textOf(saidOf(input))}`,
  run(dingtalk, input, cause) {
    const said = saidOf(input)
    const sender = dingtalk.people.named(input.from)
    const conversation = placeOf(dingtalk, input, said)
    const line = dingtalk.world.transcript.add({
      platform: 'dingtalk',
      conversation: conversation.name,
      who: 'user',
      user: sender.name,
      kind: said.type,
      text: textOf(said),
      via: 'send',
      cause,
    })
    if (conversation.kind === 'group' && !input.mention) return
    const msgId = `msg${dingtalk.world.random.hex(22)}==`
    const robots = robotsOf(dingtalk, input)
    const messages = robots.map((robot) => messageOf(dingtalk, input, said, { sender, conversation, robot, msgId }))
    const deliver = (because: number): void => {
      for (const message of messages) deliverMessage(dingtalk, message, because)
    }
    const { content, msgtype, createAt } = messages[0]!
    dingtalk.inbox.add({ msgId, conversation, sender, createAt, msgtype, content, again: deliver })
    deliver(line.seq)
  },
})

function placeOf({ conversations }: Dingtalk, { group, from }: Described, said: Said): Conversation {
  if (group === undefined) return conversations.single(from)
  if (ONLY_IN_SINGLE_CHATS.has(said.type)) {
    throw new CaipaiError(`a group cannot send ${said.type} to a robot`, {
      code: 'NOT_IN_GROUPS',
      fix: 'DingTalk delivers audio, video and files to robots in single chats only: leave group out.',
    })
  }
  conversations.join(group, from)
  return conversations.openGroup(group)
}

function robotsOf(dingtalk: Dingtalk, { robots }: Described): Robot[] {
  if (robots === undefined) return [ownRobot(dingtalk)]
  return robots.map((code) => {
    const robot = findRobot(dingtalk, code)
    if (robot !== undefined) return robot
    throw new CaipaiError(`there is no robot with the robotCode ${JSON.stringify(code)}`, {
      code: 'ROBOT_UNKNOWN',
      fix: 'Give it in the settings of dingtalk: robot.others: [{ code, name }]',
    })
  })
}

interface Whereabouts {
  readonly sender: Person
  readonly conversation: Conversation
  readonly robot: Robot
  readonly msgId: string
}

function messageOf(dingtalk: Dingtalk, input: Described, said: Said, whereabouts: Whereabouts): RobotMessage {
  const { robot, conversation } = whereabouts
  const quote = input.quote === undefined ? undefined : quoteFields(dingtalk, conversation, input.quote)
  return {
    ...whereabouts,
    createAt: dingtalk.world.clock.now(),
    msgtype: said.type,
    content: quoted(contentOf(dingtalk, heard(said, robot, conversation)), quote?.inside),
    mentioned: input.mentions.map((other) => dingtalk.people.named(other)),
    isOutgoing: input.outgoing,
    extra: quote?.beside ?? {},
  }
}

/** In a group the mention is taken out of a text, while in rich text it stays, as an item of its own. */
function heard(said: Said, robot: Robot, { kind }: Conversation): Said {
  if (kind !== 'group') return said
  if (said.type === 'text') return { ...said, text: withoutMention(said.text, robot.name) }
  return said.type === 'richText' ? { ...said, items: [{ text: `@${robot.name}` }, ...said.items] } : said
}

function quoted(
  content: Readonly<Record<string, unknown>>,
  inside: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  if (inside === undefined) return content
  const { text } = content as { text?: object }
  return { ...content, text: { ...text, ...inside } }
}
