import { z } from 'zod'
import type { Elements } from './xml.ts'

/**
 * A message or event that WeChat pushes, under WeChat's own names.
 * https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
 * https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
 */
export const Push = z.object({
  ToUserName: z.string().min(1),
  FromUserName: z.string().min(1),
  CreateTime: z.string().regex(/^\d+$/),
  MsgType: z.string().min(1),
  MsgId: z.string().optional(),
  Content: z.string().optional(),
  Recognition: z.string().optional(),
  Label: z.string().optional(),
  Title: z.string().optional(),
  Url: z.string().optional(),
  Event: z.string().optional(),
  EventKey: z.string().optional(),
  ScanCodeInfo: z.object({ ScanResult: z.string() }).optional(),
})
export type Push = z.infer<typeof Push>

/** @throws when elements that every push has are missing */
export function readPush(elements: Elements): Push {
  return Push.parse(elements)
}

/**
 * What makes two pushes the same one. A MsgId alone is not enough (two users have shared one), and an event has none: two events
 * of one user in one second differ only by name and key.
 */
export function pushKey(push: Push): string {
  const { FromUserName, MsgId, CreateTime, Event, EventKey } = push
  return JSON.stringify(MsgId === undefined ? [FromUserName, CreateTime, Event, EventKey] : [FromUserName, MsgId])
}
