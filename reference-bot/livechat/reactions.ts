import { wantsHuman } from '../conversation/text.ts'
import { exampleFor } from './catalogue.ts'
import type { Message } from './messages.ts'
import { textMessage } from './messages.ts'
import type { Push } from './push.ts'
import { IMAGE, textOf } from './push.ts'

/** What a push calls for: messages that are known at once, with or without a hand-over after them, or an answer. */
export type Reaction =
  | { readonly kind: 'say'; readonly messages: readonly Message[]; readonly transfer: boolean }
  | { readonly kind: 'ask'; readonly text: string }

export function reactionTo(push: Push): Reaction {
  const text = textOf(push)
  if (wantsHuman(text)) return { kind: 'say', messages: [textMessage(farewell(push))], transfer: true }
  const example = exampleFor(text)
  if (example !== undefined) return { kind: 'say', messages: [example], transfer: false }
  if (text !== '') return { kind: 'ask', text }
  const isImage = push.data.some(({ messageType }) => messageType === IMAGE)
  const sorry = isImage ? '收到图片了。我还看不懂图片，请用文字告诉我您的问题。' : '请用文字告诉我您的问题。'
  return { kind: 'say', messages: [textMessage(sorry)], transfer: false }
}

function farewell({ inputs }: Push): string {
  if (inputs.transferFailReason === undefined) return '正在为您转接人工客服，请稍候。'
  return `刚才没有转接成功（${inputs.transferFailReason}），再为您转接一次，请稍候。`
}
