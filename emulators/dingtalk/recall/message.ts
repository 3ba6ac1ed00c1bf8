import { briefly, type RecallGround, type Recalled } from '../../core/recall.ts'
import { fieldsOf, hideIds, hideSession, listIn, parseJson, textIn, type Fields } from './ids.ts'
import type { Parties } from './parties.ts'

const QUOTA_USED_UP = '20001'

/**
 * What somebody did to cause a message to the robot, the same over HTTP and over Stream.
 *
 * Source: https://open.dingtalk.com/document/development/receive-message
 */
export function recallMessage(
  message: Fields,
  { isOutgoing, at }: { readonly isOutgoing: boolean; readonly at: number },
  ground: RecallGround,
  parties: Parties,
): Recalled[] {
  const ids = ['senderStaffId', 'senderId', 'senderNick'].map((name) => textIn(message, name))
  const from = parties.person(...ids.filter((id) => id !== ''))
  const chat = parties.chatOf(message, from)
  hideIds(ground, message)
  hideSession(ground, textIn(message, 'sessionWebhook'))
  const input = {
    ...contentOf(message, chat.isGroup, ground),
    ...(chat.isGroup ? { group: chat.name, ...mentionsIn(message, parties) } : {}),
    ...quoteIn(message, parties),
    ...(isOutgoing ? { outgoing: true } : {}),
  }
  const msgId = textIn(message, 'msgId')
  return [
    ...whoIs(message, from, isOutgoing),
    ...(textIn(message, 'errorCode') === QUOTA_USED_UP
      ? [{ knows: { setting: 'robot.quotaUsedUp', value: true } }]
      : []),
    ...pastWebhook(message, at, parties),
    { act: 'send', input: briefly(from, input), id: msgId === '' ? undefined : msgId },
  ]
}

/** A message that comes late brings a webhook that is over; from then on messages do, until one does not. */
function pastWebhook(message: Fields, at: number, parties: Parties): Recalled[] {
  const until = Number(message['sessionWebhookExpiredTime'] ?? 0)
  const isPast = until > 0 && until <= at
  if (!parties.turnPast(isPast)) return []
  return [{ act: 'settings', input: { session: { alreadyPast: isPast ? '1h' : 0 } } }]
}

/** What a scenario has to know of somebody who is not as the default person is. */
function whoIs(message: Fields, from: string, isOutgoing: boolean): Recalled[] {
  if (isOutgoing) return []
  // Only an unpublished robot does not learn who is an administrator.
  const isPublished = message['isAdmin'] !== undefined
  const about = (field: string): Recalled => ({ knows: { setting: `people.${from}.${field}`, value: true } })
  return [
    ...(isPublished ? [] : [{ knows: { setting: 'robot.published', value: false } }]),
    ...(isPublished && textIn(message, 'senderStaffId') === '' ? [about('external')] : []),
    ...(message['isAdmin'] === true ? [about('admin')] : []),
  ]
}

function contentOf(message: Fields, isGroup: boolean, ground: RecallGround): Fields {
  const content = fieldsOf(message['content'])
  const file = (name: string, beside?: Fields): unknown => ground.file(textIn(content, 'downloadCode'), name, beside)
  switch (textIn(message, 'msgtype')) {
    case 'richText':
      return { richText: richTextOf(listIn(content, 'richText').map(fieldsOf), isGroup, ground) }
    case 'picture':
      return { picture: file('picture.png') }
    case 'audio': {
      const beside = {
        recognition: textIn(content, 'recognition'),
        duration: `${Number(content['duration'] ?? 3000)}ms`,
      }
      return { audio: file('voice.amr', beside) }
    }
    case 'video':
      return { video: file(`video.${textIn(content, 'videoType') || 'mp4'}`) }
    case 'file':
      return { file: file(textIn(content, 'fileName') || 'file.bin') }
    case 'unknownMsgType':
      return { unknown: textIn(content, 'unknownMsgType') }
    default:
      return { text: withoutGap(textIn(fieldsOf(message['text']), 'content'), isGroup) }
  }
}

/** Where a group's mention was taken out, the blank beside it stays; it comes again with the mention. */
const withoutGap = (text: string, isGroup: boolean): string => (isGroup ? text.replace(/^ /, '') : text)

/** In a group the mention of the robot is an item of its own, which comes again by itself. */
function richTextOf(items: readonly Fields[], isGroup: boolean, ground: RecallGround): unknown[] {
  const isMention = (item: Fields | undefined): boolean => /^\s*@\S+\s*$/.test(textIn(item ?? {}, 'text'))
  const said = isGroup && isMention(items[0]) ? items.slice(1) : items
  return said.map((item) =>
    textIn(item, 'type') === 'picture'
      ? { picture: ground.file(textIn(item, 'downloadCode'), 'picture.png') }
      : textIn(item, 'text'),
  )
}

/** Others who are mentioned; the robot is there without being named. */
function mentionsIn(message: Fields, parties: Parties): Fields {
  const robot = textIn(message, 'chatbotUserId')
  const others = listIn(message, 'atUsers')
    .map(fieldsOf)
    .filter((user) => textIn(user, 'dingtalkId') !== robot)
  if (others.length === 0) return {}
  return { mentions: others.map((user) => parties.person(...idsOf(user))) }
}

const idsOf = (user: Fields): string[] => ['staffId', 'dingtalkId'].map((name) => textIn(user, name)).filter(Boolean)

/** What is quoted, in the shapes that have been seen: an object, or JSON in a text. */
function quoteIn(message: Fields, parties: Parties): Fields {
  const quoted = fieldsOf(fieldsOf(message['text'])['repliedMsg'])
  if (Object.keys(quoted).length === 0) return {}
  const { content } = quoted
  const said = fieldsOf(typeof content === 'string' ? (parseJson(content) ?? { text: content }) : content)
  const senderId = textIn(quoted, 'senderId')
  const isRobot = senderId === '' || senderId === textIn(message, 'chatbotUserId')
  return {
    quote: {
      text: textIn(said, 'text') || textIn(said, 'content'),
      ...(isRobot ? {} : { from: parties.person(senderId) }),
    },
  }
}
