import type { LineDraft } from '../../core/transcript.ts'
import type { RongCloud } from '../rongcloud.ts'
import { contentFault, isInvisible, parseContent, textOf } from './content.ts'
import { CONVERSATION, type StoredMessage } from './store.ts'

/** What people call the built-in types that a chat shows. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['RC:TxtMsg', 'text'],
  ['RC:ReferenceMsg', 'text'],
  ['RC:ImgMsg', 'image'],
  ['RC:GIFMsg', 'image'],
  ['RC:VcMsg', 'voice'],
  ['RC:HQVCMsg', 'voice'],
  ['RC:SightMsg', 'video'],
  ['RC:FileMsg', 'file'],
  ['RC:LBSMsg', 'location'],
  ['RC:ImgTextMsg', 'link'],
  ['RC:CombineMsg', 'history'],
  ['RC:StreamMsg', 'stream'],
  ['RC:TypSts', 'typing'],
])

/** The kind of line a message makes, or nothing when no chat shows it. */
export function kindOf(objectName: string): string | undefined {
  return KINDS.get(objectName) ?? (isInvisible(objectName) ? undefined : 'custom')
}

/**
 * The name of a chat: the group, or the person who talks to a bot, or both persons.
 */
export function conversationName(
  rong: RongCloud,
  message: Pick<StoredMessage, 'conversationType' | 'fromUserId' | 'targetId'>,
): string {
  const { conversationType, fromUserId, targetId } = message
  if (conversationType === CONVERSATION.group) return targetId
  if (rong.bots.find(targetId) !== undefined) return fromUserId
  if (rong.bots.find(fromUserId) !== undefined) return targetId
  return [fromUserId, targetId].sort().join('+')
}

/** What the people in a chat see of a message; nothing when they see nothing. */
export function lineOf(
  rong: RongCloud,
  message: StoredMessage,
  about: Pick<LineDraft, 'who' | 'user' | 'via' | 'cause'>,
): LineDraft | undefined {
  const { objectName, content, fromUserId, targetId, messageUID } = message
  const kind = kindOf(objectName)
  if (kind === undefined || contentFault(objectName, content) !== undefined) return undefined
  return {
    platform: 'rongcloud',
    conversation: conversationName(rong, message),
    kind,
    text: textOf(objectName, content) ?? '',
    fields: { from: fromUserId, to: targetId, objectName, messageUID, content: parseContent(content) ?? content },
    ...about,
  }
}
