import type { Push } from './push.ts'
import { writeXml } from './xml.ts'

/** The body that ends a delivery without showing anything. */
export const SILENT = 'success'

/**
 * A passive reply (被动回复) before encryption. Sender and receiver of the push change places.
 * https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
 */
export function textReply(push: Push, text: string): string {
  return writeXml({ ...addresses(push), MsgType: 'text', Content: text })
}

/** Hands the user over to the service desk: https://developers.weixin.qq.com/doc/subscription/guide/product/kf/forwarding.html */
export function transferReply(push: Push): string {
  return writeXml({ ...addresses(push), MsgType: 'transfer_customer_service' })
}

function addresses(push: Push) {
  return {
    ToUserName: push.FromUserName,
    FromUserName: push.ToUserName,
    CreateTime: Math.floor(Date.now() / 1000),
  }
}
