import type { Verdict } from '../../core/delivery/push.ts'
import type { StoredMessage } from '../messages/store.ts'
import { parseContent } from '../messages/content.ts'
import { remark } from '../remarks.ts'
import type { RongCloud } from '../rongcloud.ts'
import { deliverCallback } from './callback.ts'
import { channelTypeOf } from './routing.ts'

/**
 * The form of the pre-send callback (消息回调).
 *
 * Source: https://docs.rongcloud.cn/v4-platform/views/im/server/security/msgcb.html
 */
export function preSendForm(appKey: string, message: StoredMessage, os: string): string {
  return new URLSearchParams({
    appKey,
    fromUserId: message.fromUserId,
    targetId: message.targetId,
    msgType: message.objectName,
    content: message.content,
    channelType: channelTypeOf(message),
    msgTimeStamp: String(message.sentTime),
    messageId: message.messageUID,
    os,
  }).toString()
}

/** Reads the verdict: `{"pass":1}` delivers, `{"pass":0}` drops, anything else is no verdict. */
export function readVerdict(body: Buffer, { status }: { readonly status: number }): Verdict<boolean> {
  if (status < 200 || status > 299) return { outcome: 'refused', reason: `HTTP ${status}` }
  const pass = parseContent(body.toString('utf8'))?.['pass']
  if (Number(pass) === 1) return { outcome: 'passed', value: true }
  if (pass === 0 || pass === '0' || pass === false) return { outcome: 'dropped', value: false }
  return { outcome: 'bad-body', reason: 'the answer has no "pass" of 0 or 1' }
}

/** Asks the app's server whether a client's message may go out: once, and without a verdict it does. */
export function askBeforeSending(
  rong: RongCloud,
  message: StoredMessage,
  os: string,
  conversation: string,
  cause: number,
  decide: (pass: boolean) => void,
): void {
  deliverCallback<boolean>(rong, {
    what: 'pre-send',
    url: rong.world.webhook('rongcloud', 'pre-send'),
    contentType: 'application/x-www-form-urlencoded',
    body: preSendForm(rong.settings.appKey, message, os),
    messageUID: message.messageUID,
    user: message.fromUserId,
    conversation,
    lane: `rongcloud/pre-send/${conversation}`,
    timeoutMs: rong.settings.preSend.timeout,
    attempts: 1,
    pauseMs: 0,
    read: readVerdict,
    settled({ outcome, reason, value }) {
      if (outcome === 'aborted') return
      if (value === undefined) {
        remark(
          rong,
          'pre-send-fails-open',
          {
            en: `Message ${message.messageUID} was delivered without a verdict: ${reason ?? outcome}.`,
            zh: `消息 ${message.messageUID} 没有得到结论，照常下发：${reason ?? outcome}。`,
          },
          { user: message.fromUserId, cause },
        )
      }
      decide(value ?? true)
    },
    cause,
  })
}
