import { briefly, type Recalled } from '../../core/recall.ts'
import { parseContent, textOf } from '../messages/content.ts'
import type { Names } from './names.ts'

/** A message as a callback tells of it. */
export interface PassedMessage {
  readonly from: string
  /** A user, or in a group the group. */
  readonly to: string
  readonly objectName: string
  /** JSON in a text. */
  readonly content: string
  readonly isGroup: boolean
  /** In a group: whom alone it is for. */
  readonly only: readonly string[]
  /** What the sender's client runs on, or `Server`. */
  readonly source: string | undefined
  readonly isBlocked: boolean
  readonly uid: string | undefined
}

const SOURCES: ReadonlySet<string> = new Set(['Android', 'Websocket', 'MiniProgram', 'PC'])

/** What somebody did to cause a callback, and what a scenario has to know so that it comes again. */
export function recallMessage(message: PassedMessage, names: Names): readonly Recalled[] {
  const { from, to, objectName, content, isGroup, only, source = '', isBlocked, uid } = message
  names.acted(from)
  const sender = names.user(from)
  const where = isGroup ? { to: names.group(to) } : names.isFirstBot(to) ? {} : { to: names.user(to) }
  const input = {
    ...contentOf(objectName, content, names),
    ...where,
    ...(only.length === 0 ? {} : { only: only.map(names.user) }),
    ...(SOURCES.has(source) ? { source } : {}),
  }
  const members = isGroup ? [from, ...only, ...mentionedIn(content)] : []
  const said = isBlocked ? textOf(objectName, content) : undefined
  return [
    ...members.map((id) => ({ knows: { setting: `groups.${names.group(to)}`, item: names.user(id) } })),
    ...(said === undefined
      ? []
      : [
          { knows: { setting: 'words.block', item: said } },
          { knows: { setting: 'routing.blockedMessages', value: true } },
        ]),
    { act: 'send', input: briefly(sender, input), id: uid },
  ]
}

/** In the words of the act: a text that is nothing but a text, a picture by its address, anything else as it stands. */
function contentOf(objectName: string, content: string, names: Names): Record<string, unknown> {
  const parsed = parseContent(content)
  if (parsed === undefined) return { objectName, content }
  const { user: _sender, ...said } = parsed
  const isPlain = Object.keys(said).every((name) => name === 'content' || said[name] === '')
  if (objectName === 'RC:TxtMsg' && isPlain) return { text: textOf(objectName, content) ?? '' }
  const { imageUri } = said
  if (objectName === 'RC:ImgMsg' && typeof imageUri === 'string') return { image: withoutQuery(imageUri) }
  return { ...(objectName === 'RC:TxtMsg' ? {} : { objectName }), content: renamed(said, names) }
}

/** An address in somebody's storage may be signed. */
const withoutQuery = (url: string): string => url.split('?', 1)[0] ?? url

/** Those whom a message mentions are named as everywhere. */
function renamed(said: Readonly<Record<string, unknown>>, names: Names): Record<string, unknown> {
  const { mentionedInfo } = said
  if (typeof mentionedInfo !== 'object' || mentionedInfo === null) return { ...said }
  const { userIdList } = mentionedInfo as { userIdList?: unknown }
  if (!Array.isArray(userIdList)) return { ...said }
  return { ...said, mentionedInfo: { ...mentionedInfo, userIdList: userIdList.map((id) => names.user(String(id))) } }
}

function mentionedIn(content: string): string[] {
  const { userIdList } = (parseContent(content)?.['mentionedInfo'] ?? {}) as { userIdList?: unknown }
  return Array.isArray(userIdList) ? userIdList.map(String) : []
}
