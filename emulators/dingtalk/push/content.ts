import type { Dingtalk } from '../dingtalk.ts'

/** What somebody says to the robot, before it is a callback. */
export type Said =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'richText'; readonly items: readonly RichItem[] }
  | ({ readonly type: 'picture' } & Picture)
  | {
      readonly type: 'audio'
      readonly name: string
      readonly recognition: string
      readonly durationMs: number
      readonly bytes: Buffer
    }
  | { readonly type: 'video'; readonly name: string; readonly durationMs: number; readonly bytes: Buffer }
  | { readonly type: 'file'; readonly name: string; readonly bytes: Buffer }
  | { readonly type: 'unknownMsgType'; readonly text: string }

/** A part of a rich text, in visual order. */
export type RichItem = { readonly text: string } | { readonly picture: Picture }

/** A picture somebody sends. */
export interface Picture {
  readonly name: string
  readonly bytes: Buffer
}

/** Types a group has no way to send to a robot. */
export const ONLY_IN_SINGLE_CHATS: ReadonlySet<Said['type']> = new Set(['audio', 'video', 'file'])

/** A one-pixel picture (PNG). */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
/** A voice that says nothing (AMR). */
export const SILENCE = Buffer.from('#!AMR\n')
/** The head of a video (MP4). */
export const BLACK = Buffer.from('000000186674797069736f6d', 'hex')

/** The part of a callback that depends on the type: `{ text }` or `{ content }`. Files become downloadCodes. */
export function contentOf(dingtalk: Dingtalk, said: Said): Readonly<Record<string, unknown>> {
  switch (said.type) {
    case 'text':
      return { text: { content: said.text } }
    case 'richText':
      return {
        content: {
          richText: said.items.map((item) =>
            'text' in item ? { text: item.text } : { type: 'picture', ...pictureCodes(dingtalk, item.picture) },
          ),
        },
      }
    case 'picture':
      return { content: pictureCodes(dingtalk, said) }
    case 'audio':
      return {
        content: {
          downloadCode: receive(dingtalk, said.name, 'audio/amr', said.bytes),
          recognition: said.recognition,
          duration: said.durationMs,
        },
      }
    case 'video':
      return {
        content: {
          downloadCode: receive(dingtalk, said.name, 'video/mp4', said.bytes),
          videoType: 'mp4',
          duration: said.durationMs,
        },
      }
    case 'file':
      return {
        content: {
          downloadCode: receive(dingtalk, said.name, 'application/octet-stream', said.bytes),
          fileName: said.name,
          spaceId: dingtalk.world.random.digits(11),
          fileId: dingtalk.world.random.digits(12),
        },
      }
    case 'unknownMsgType':
      return { content: { unknownMsgType: said.text } }
  }
}

/** What people see of it in the chat. */
export function textOf(said: Said): string {
  switch (said.type) {
    case 'text':
    case 'unknownMsgType':
      return said.text
    case 'richText':
      return said.items.map((item) => ('text' in item ? item.text : `[${item.picture.name}]`)).join('')
    case 'audio':
      return said.recognition
    case 'picture':
    case 'video':
    case 'file':
      return said.name
  }
}

function pictureCodes(
  dingtalk: Dingtalk,
  { name, bytes }: Picture,
): { downloadCode: string; pictureDownloadCode: string } {
  return {
    downloadCode: receive(dingtalk, name, pictureType(bytes), bytes),
    // A second name for the same picture; the real exchange often fails for it, so ours does not know it.
    pictureDownloadCode: `${dingtalk.world.random.hex(40)}==`,
  }
}

const pictureType = (bytes: Buffer): string => (bytes[0] === 0xff ? 'image/jpeg' : 'image/png')

function receive(dingtalk: Dingtalk, name: string, contentType: string, bytes: Buffer): string {
  return dingtalk.files.receive({ name, contentType, bytes })
}
