import { z } from 'zod'
import { act } from '../../core/platform.ts'
import { askBeforeSending } from '../callbacks/pre-send.ts'
import { conversationName, kindOf, lineOf } from '../messages/chat-line.ts'
import { textContent } from '../messages/content.ts'
import { deliverMessage, keepLines } from '../messages/send.ts'
import { CONVERSATION, type StoredMessage } from '../messages/store.ts'
import { filterWords } from '../messages/words.ts'
import { nextMessageUID, noteClient, type RongCloud } from '../rongcloud.ts'

const SOURCES = ['iOS', 'Android', 'Websocket', 'MiniProgram', 'PC'] as const

const id = z.string().min(1).max(64)

const described = z
  .strictObject({
    from: id.default('alice').describe('Who sends it'),
    to: id.optional().describe('A user, a bot or a group; absent: the first bot'),
    text: z.string().optional(),
    image: z.string().optional().describe('URL of a picture'),
    objectName: z.string().optional().describe('Type of any other message'),
    content: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .optional()
      .describe('Content of any other message; a string stands as it is'),
    only: z.array(id).default([]).describe('In a group: for these members alone'),
    source: z.enum(SOURCES).default('iOS').describe('What the client runs on'),
  })
  .refine(
    ({ text, image, content }) => [text, image, content].filter((one) => one !== undefined).length === 1,
    'give one of text, image and content',
  )

type Described = z.output<typeof described>

const sendInput = z.union([z.string().transform((text): Described => described.parse({ text })), described])

/** A person sends a message from a client: it is filtered, the app's server is asked, and then it is delivered. */
export const send = act<RongCloud, typeof sendInput>({
  summary: 'A person sends a message from a client: to a bot, to somebody else, or to a group.',
  input: sendInput,
  rows: ['R-16', 'R-32', 'R-34', 'R-35', 'R-37'],
  summarise: ({ text, image, objectName }) => text ?? image ?? objectName ?? 'a message',
  run(rong, input, cause) {
    const { message, text } = messageOf(rong, input)
    noteClient(rong, input.from)
    const filtered = filterWords(message, rong.settings.words)
    const draft = lineOf(rong, message, { who: 'user', user: input.from, via: 'send', cause })
    const line = rong.world.transcript.add(
      draft ?? {
        platform: 'rongcloud',
        conversation: conversationName(rong, message),
        who: 'user',
        user: input.from,
        kind: kindOf(message.objectName) ?? 'command',
        text: text ?? '',
        via: 'send',
        cause,
      },
    )
    keepLines(rong, message.messageUID, [line])
    const mark = (fields: Record<string, unknown>): void =>
      rong.world.transcript.revise(line, { fields: { ...line.fields, ...fields } })
    if (filtered.sensitiveType !== 0) mark({ sensitiveType: filtered.sensitiveType })

    function deliver(): void {
      const facts = { sensitiveType: filtered.sensitiveType, source: input.source }
      deliverMessage(rong, {
        message: filtered.message,
        origin: 'client',
        directedTo: input.only,
        isPersisted: true,
        isIncludeSender: true,
        isStatus: false,
        facts,
        cause,
      })
    }

    if (!rong.world.hasWebhook('rongcloud', 'pre-send') || filtered.sensitiveType === 1) {
      deliver()
      return
    }
    const conversation = conversationName(rong, message)
    askBeforeSending(rong, filtered.message, input.source, conversation, cause, (pass) => {
      if (pass) deliver()
      else mark({ dropped: true })
    })
  },
})

function messageOf(rong: RongCloud, input: Described): { message: StoredMessage; text: string | undefined } {
  const targetId = input.to ?? rong.bots.all()[0]?.userId ?? 'bot_1'
  const isGroup = rong.groups.find(targetId) !== undefined
  const message = {
    messageUID: nextMessageUID(rong),
    conversationType: isGroup ? CONVERSATION.group : CONVERSATION.private,
    fromUserId: input.from,
    targetId,
    sentTime: rong.world.clock.now(),
  }
  if (input.text !== undefined)
    return { message: { ...message, objectName: 'RC:TxtMsg', content: textContent(input.text) }, text: input.text }
  if (input.image !== undefined) {
    const content = JSON.stringify({ content: '', imageUri: input.image })
    return { message: { ...message, objectName: 'RC:ImgMsg', content }, text: undefined }
  }
  const content = typeof input.content === 'string' ? input.content : JSON.stringify(input.content)
  return { message: { ...message, objectName: input.objectName ?? 'RC:TxtMsg', content }, text: undefined }
}
