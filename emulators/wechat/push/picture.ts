import type { Wechat } from '../wechat.ts'
import type { UserMessage } from './messages.ts'

/** The message for a picture: its PicUrl leads to this world, so that a bot may fetch it from there. */
export function pictureOf({ world }: Wechat, mediaId: string): UserMessage {
  return { type: 'image', mediaId, picUrl: `${world.baseUrl}/mmbiz_jpg/${mediaId}/0` }
}
