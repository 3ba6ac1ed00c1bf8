import { z } from 'zod'
import { wantsHuman } from '../conversation/text.ts'

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined)

const RichText = z.array(z.object({ text: z.string().optional(), type: z.string().optional() }))

/** What a quoted message says, in the shapes that have been seen: nobody documents them. */
const QuotedContent = z
  .object({ text: optionalText, content: optionalText, richText: RichText.optional() })
  .transform(({ text, content, richText }) => text ?? content ?? richText?.map((item) => item.text ?? '').join(''))

const Quoted = z.object({
  content: z
    .union([QuotedContent, z.string().transform(readQuotedString)])
    .optional()
    .catch(undefined),
})

/**
 * A message to the robot, the same over HTTP and over Stream.
 * https://open.dingtalk.com/document/development/receive-message
 */
export const RobotMessage = z.object({
  msgId: z.string().min(1),
  msgtype: z.string().default('unknown'),
  /** A string, not a number. */
  conversationType: z.enum(['1', '2']),
  conversationId: z.string().min(1),
  /** Opaque; no API takes it for a user id. */
  senderId: z.string().min(1),
  /** The user id; absent for people outside the organisation. */
  senderStaffId: optionalText,
  senderNick: optionalText,
  chatbotCorpId: optionalText,
  chatbotUserId: optionalText,
  robotCode: optionalText,
  sessionWebhook: optionalText,
  /** Milliseconds since 1970. */
  sessionWebhookExpiredTime: z.coerce.number().default(0),
  text: z.object({ content: z.string().default(''), repliedMsg: Quoted.optional().catch(undefined) }).optional(),
  content: z
    .object({
      richText: RichText.optional(),
      recognition: optionalText,
      fileName: optionalText,
      unknownMsgType: optionalText,
    })
    .optional()
    .catch(undefined),
  /** Set when the organisation has used up its monthly messages; then there is no text. */
  errorCode: z.union([z.number(), z.string()]).optional(),
  errorMessage: optionalText,
})
export type RobotMessage = z.infer<typeof RobotMessage>

/** In a group the robot hears only what mentions it. */
export const isGroup = (message: RobotMessage): boolean => message.conversationType === '2'

/** What makes two deliveries the same message: two robots in a group hear one message under one msgId. */
export function messageKey(message: RobotMessage): string {
  return JSON.stringify([message.robotCode ?? message.chatbotUserId ?? '', message.msgId])
}

/** What a message calls for: a sentence that is known at once, or an answer. */
export type Reaction = { readonly kind: 'say'; readonly text: string } | { readonly kind: 'ask'; readonly text: string }

const HELP = '您好，请在 @我 之后写下您的问题；需要真人时，请说“人工”。'

export function reactionTo(message: RobotMessage): Reaction {
  if (message.errorCode !== undefined) return say('本月的消息额度已经用完，暂时看不到您的消息。')
  switch (message.msgtype) {
    case 'text':
      return reactionToText(message.text?.content ?? '', message.text?.repliedMsg?.content)
    case 'richText':
      return reactionToText(textOfRichText(message.content?.richText ?? []))
    case 'audio':
      return message.content?.recognition === undefined
        ? say('没听清，能打字告诉我吗？')
        : reactionToText(message.content.recognition)
    case 'picture':
      return say('收到图片了。我还看不懂图片，请用文字告诉我您的问题。')
    case 'video':
      return say('收到视频了。我还看不懂视频，请用文字告诉我您的问题。')
    case 'file':
      return say(`收到文件${message.content?.fileName ?? ''}。我还读不了文件，请用文字告诉我您的问题。`)
    default:
      return say('这种消息我还收不到，请用文字告诉我您的问题。')
  }
}

/** The reaction to words, whichever way they came. */
export function reactionToText(words: string, quoted?: string): Reaction {
  // The platform takes the mention out of a text and leaves the space beside it.
  const text = words.trim()
  if (wantsHuman(text)) return say('已经请人工同事来处理，请稍候。')
  if (text === '' && quoted === undefined) return say(HELP)
  return { kind: 'ask', text: quoted === undefined ? text : `引用的消息：${quoted}\n\n${text}`.trim() }
}

const say = (text: string): Reaction => ({ kind: 'say', text })

/** In rich text the mention stays, as an item of its own. */
function textOfRichText(items: z.infer<typeof RichText>): string {
  const texts = items.map(({ text }) => text ?? '')
  const mention = texts.findIndex((text) => /^\s*@\S+\s*$/.test(text))
  return texts.filter((_, index) => index !== mention).join('')
}

function readQuotedString(content: string): string {
  try {
    const parsed = QuotedContent.safeParse(JSON.parse(content))
    return (parsed.success ? parsed.data : undefined) ?? content
  } catch {
    // Plain words instead of JSON: that is the quote itself.
    return content
  }
}
