import { z } from 'zod'
import { CaipaiError } from '../../core/errors.ts'
import { act } from '../../core/platform.ts'
import { bytesOf, fileBytes, namedFile, type SentFile } from '../../core/sent-file.ts'
import type { MediaType } from '../account/media.ts'
import type { User } from '../account/users.ts'
import type { UserMessage } from '../push/messages.ts'
import { pictureOf } from '../push/picture.ts'
import { keepSession } from './desk.ts'
import type { Wechat } from '../wechat.ts'
import { pushMessage } from './receive.ts'
import { sampleOf } from './samples.ts'

/** The user who acts when a scenario names none. */
export const who = z.string().min(1).default('alice').describe('Who; default alice')

const file = z.union([z.string().describe('A file name; a small sample of its kind is sent'), namedFile])

const contents = {
  text: z.string().optional(),
  image: file.optional(),
  voice: z
    .union([
      z.string(),
      z.strictObject({
        name: z.string().default('voice.amr'),
        ...fileBytes,
        format: z.string().default('amr').describe('amr; speex in old documents'),
        recognition: z
          .string()
          .optional()
          .describe('What was understood; only pushed while account.speechRecognition is on, or when given here'),
      }),
    ])
    .optional(),
  video: file.optional(),
  shortvideo: file.optional(),
  location: z
    .strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      scale: z.int().default(15),
      label: z.string().default(''),
    })
    .optional(),
  link: z.strictObject({ title: z.string(), description: z.string().default(''), url: z.string() }).optional(),
  file: z.string().optional(),
  card: z.string().optional().describe('A contact card'),
  miniprogram: z.string().optional().describe('A mini-program card'),
  sticker: z.string().optional(),
}
type Content = keyof typeof contents
const UNSUPPORTED: readonly Content[] = ['file', 'card', 'miniprogram', 'sticker']

/** What a scenario may write after `send`: a text, or one kind of content and by whom. */
export const SendInput = z.union([z.string().transform((text) => sendObject.parse({ text })), z.lazy(() => sendObject)])

const sendObject = z
  .strictObject({
    from: who,
    crowd: z.int().min(1).max(1000).optional().describe('So many people send it in the same instant: from-1, from-2 …'),
    ...contents,
    msgId: z.string().regex(/^\d+$/).optional().describe('Another MsgId than the next one'),
    article: z
      .strictObject({ msgDataId: z.string(), idx: z.int().min(1).default(1) })
      .optional()
      .describe('The article the user writes from'),
  })
  .check((context) => {
    const given = Object.keys(contents).filter((key) => context.value[key as Content] !== undefined)
    if (given.length === 1) return
    const message =
      given.length === 0
        ? `nothing to send; expected one of ${Object.keys(contents).join(', ')}`
        : `${given.join(' and ')} cannot go in one message`
    context.issues.push({ code: 'custom', message, input: context.value })
  })
type SendObject = z.output<typeof sendObject>

/** What arrives instead of content that Official Accounts cannot receive. */
const PLACEHOLDER = '【收到不支持的消息类型，暂无法显示】'

export const send = act<Wechat, typeof SendInput>({
  summary: 'A user sends a message: a text, or image, voice, video, shortvideo, location, link, file, card, sticker.',
  input: SendInput,
  rows: ['W-08', 'W-09'],
  summarise: (input) => `${input.from}: ${describe(input)}`,
  run(wechat, input, cause) {
    if (input.crowd === undefined) sendAs(wechat, input, input.from, cause)
    for (let one = 1; one <= (input.crowd ?? 0); one += 1) sendAs(wechat, input, `${input.from}-${one}`, cause)
  },
})

function sendAs(wechat: Wechat, input: SendObject, name: string, cause: number): void {
  const user = userWhoWrites(wechat, name)
  const content = Object.keys(contents).find((key) => input[key as Content] !== undefined) as Content
  const given = input[content]
  wechat.world.transcript.add({
    platform: 'wechat',
    conversation: user.name,
    who: 'user',
    user: user.name,
    kind: content,
    text: describe(input),
    via: 'send',
    ...(typeof given === 'object' ? { fields: withoutBytes(given) } : {}),
    cause,
  })
  // Once a person at the desk has taken the user, messages go there and not to the bot.
  if (user.desk?.state === 'talking') {
    keepSession(wechat, user)
    return
  }
  if (!UNSUPPORTED.includes(content)) {
    pushMessage(wechat, user, { ...messageOf(wechat, input), ...input.article }, cause, input)
  } else if (wechat.settings.unsupported === 'text') {
    pushMessage(wechat, user, { type: 'text', content: PLACEHOLDER }, cause, input)
  }
}

/** What was sent without the bytes of a file, which would fill the journal. */
function withoutBytes(given: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'base64'))
}

function describe(input: SendObject): string {
  const { text, link, location } = input
  if (text !== undefined) return text
  if (link !== undefined) return link.title
  if (location !== undefined) return location.label
  const named =
    input.image ??
    input.voice ??
    input.video ??
    input.shortvideo ??
    input.file ??
    input.card ??
    input.miniprogram ??
    input.sticker
  return typeof named === 'object' ? named.name : (named ?? '')
}

function messageOf(wechat: Wechat, input: SendObject): UserMessage {
  const { text, image, voice, video, shortvideo, location, link } = input
  if (text !== undefined) return { type: 'text', content: text }
  if (image !== undefined) return pictureOf(wechat, fileMedia(wechat, 'image', image))
  if (voice !== undefined) return voiceOf(wechat, voice)
  if (video !== undefined || shortvideo !== undefined) {
    return {
      type: video !== undefined ? 'video' : 'shortvideo',
      mediaId: fileMedia(wechat, 'video', video ?? shortvideo ?? ''),
      thumbMediaId: fileMedia(wechat, 'thumb', 'thumb.jpg'),
    }
  }
  if (location !== undefined) return { type: 'location', ...location }
  if (link !== undefined) return { type: 'link', ...link }
  // The schema lets nothing else pass.
  throw new TypeError('a message without content')
}

function voiceOf(wechat: Wechat, voice: NonNullable<SendObject['voice']>): UserMessage {
  const { format = 'amr', recognition, ...file } = typeof voice === 'string' ? { name: voice } : voice
  const heard = recognition ?? (wechat.settings.account.speechRecognition ? '' : undefined)
  return {
    type: 'voice',
    mediaId: fileMedia(wechat, 'voice', file),
    format,
    ...(heard === undefined ? {} : { recognition: heard }),
  }
}

/** Files what a user sends, so that the bot can fetch it through media/get and reply with it. */
export function fileMedia({ media, world }: Wechat, type: MediaType, given: string | SentFile): string {
  const sample = sampleOf(type)
  const { name, data = sample.data } =
    typeof given === 'string' ? { name: given } : { name: given.name, data: bytesOf(given) }
  return media.add({ type, permanent: false, fileName: name, contentType: sample.contentType, data }, world.clock.now())
    .id
}

/** The user who writes. Throws CaipaiError `WECHAT_NOT_FOLLOWING` for somebody who has left. */
export function userWhoWrites({ users, world }: Wechat, name: string): User {
  const user = users.named(name, world.clock.now())
  if (user.subscribed) return user
  throw new CaipaiError(`${name} does not follow the account and cannot write to it`, {
    code: 'WECHAT_NOT_FOLLOWING',
    fix: `Let them follow first: follow: ${name}`,
  })
}
