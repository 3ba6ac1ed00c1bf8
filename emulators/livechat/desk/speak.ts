import type { Livechat } from '../livechat.ts'
import { pushMessage } from '../turn/push-message.ts'
import type { Speaker } from '../turn/turn.ts'
import { SAMPLE_PNG } from './files.ts'
import type { Session } from './sessions.ts'
import { showEvent } from './view.ts'

/** What a visitor says. Kinds other than text and image are not pushed as far as documented. */
export type Utterance =
  | {
      readonly kind: 'image'
      readonly name: string
      readonly url?: string | undefined
      readonly data?: Buffer | undefined
    }
  | { readonly kind: string; readonly text: string }

const isImage = (said: Utterance): said is Extract<Utterance, { kind: 'image' }> => said.kind === 'image'

/** How it was said. */
export interface Manner {
  readonly sender: Speaker
  readonly via: string
  /** In a group: whether the robot is addressed. */
  readonly mention: boolean
}

/** A picture's link: the one given, or one the emulator serves without credentials. */
function urlOf(
  { files, world }: Livechat,
  { name, url, data = SAMPLE_PNG }: Extract<Utterance, { kind: 'image' }>,
): string {
  if (url !== undefined) return url
  const id = world.random.hex(24)
  files.put(id, { name, contentType: 'image/png', data })
  return `${world.baseUrl}/livechat-files/${id}/${encodeURIComponent(name)}`
}

/** Says something in a session and brings it to the robot, if the robot has the visitor. */
export function speak(livechat: Livechat, session: Session, said: Utterance, manner: Manner, cause: number): void {
  const { world, settings } = livechat
  const { sender, via, mention } = manner
  const picture = isImage(said) ? { fileUrl: urlOf(livechat, said), fileName: said.name } : undefined
  const text = isImage(said) ? said.name : said.text
  world.transcript.add({
    platform: 'livechat',
    conversation: session.party.key,
    who: 'user',
    user: sender.name,
    kind: said.kind,
    text,
    via,
    ...(picture === undefined ? {} : { fields: { url: picture.fileUrl, name: picture.fileName } }),
    cause,
  })
  if (session.state !== 'robot') return
  if (session.party.groupChat && settings.group.pushPolicy === 'mention' && !mention) return
  if (picture !== undefined) pushMessage(livechat, session, { type: 105, ...picture }, sender, cause)
  else if (said.kind === 'text' || settings.push.unsupportedKinds === 'asText')
    pushMessage(livechat, session, { type: 100, content: text }, sender, cause)
  else showEvent(livechat, session, 'unsupportedByRobot', said.kind, cause, { kind: said.kind })
}

/** The visitor of a session says something, through the API. */
export function speakAsVisitor(livechat: Livechat, session: Session, said: Utterance, cause: number): void {
  const { key, visitorId } = session.party
  speak(livechat, session, said, { sender: { name: key, id: visitorId }, via: 'send', mention: true }, cause)
}
