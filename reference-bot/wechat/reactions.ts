import { wantsHuman } from '../conversation/text.ts'
import type { Push } from './push.ts'

/** What a push calls for. */
export type Reaction =
  /** Nothing a person would see. */
  | { readonly kind: 'silence' }
  /** A sentence that is known at once. */
  | { readonly kind: 'say'; readonly text: string }
  /** A question for the answer source. */
  | { readonly kind: 'ask'; readonly text: string }
  /** A person takes over. */
  | { readonly kind: 'transfer' }

const SILENCE: Reaction = { kind: 'silence' }
const say = (text: string): Reaction => ({ kind: 'say', text })

/** WeChat's stand-in for what it cannot push: stickers, files, cards. */
const UNSUPPORTED = '【收到不支持的消息类型，暂无法显示】'

/** Decides what a push calls for. Types and events that WeChat may add later call for nothing. */
export function reactionTo(push: Push): Reaction {
  switch (push.MsgType) {
    case 'text':
      return reactionToText(push.Content ?? '')
    case 'voice':
      // Recognition is there only when the account has it switched on, and empty when nothing was understood.
      return push.Recognition ? reactionToText(push.Recognition) : say('没听清，能打字告诉我吗？')
    case 'image':
      return say('收到图片了。我还看不懂图片，请用文字告诉我您的问题。')
    case 'video':
    case 'shortvideo':
      return say('收到视频了。我还看不懂视频，请用文字告诉我您的问题。')
    case 'location':
      return say(`收到您的位置：${push.Label || '（没有地名）'}`)
    case 'link':
      return say(`收到链接：${push.Title || push.Url || '（没有标题）'}`)
    case 'event':
      return reactionToEvent(push)
    default:
      return SILENCE
  }
}

function reactionToText(text: string): Reaction {
  if (wantsHuman(text)) return { kind: 'transfer' }
  if (text === UNSUPPORTED) return say('这种消息我还收不到，请用文字告诉我您的问题。')
  return text.trim() === '' ? say('请用文字告诉我您的问题。') : { kind: 'ask', text }
}

function reactionToEvent(push: Push): Reaction {
  switch (push.Event) {
    case 'subscribe':
      return say('您好，感谢关注！直接发消息就可以提问；需要真人时，请回复“人工”。')
    case 'SCAN':
      return say(`欢迎回来！您扫描的是：${push.EventKey || '（没有参数）'}`)
    case 'CLICK':
      return say(`您选择了菜单：${push.EventKey || '（没有参数）'}`)
    case 'scancode_waitmsg':
      return say(`扫码结果：${push.ScanCodeInfo?.ScanResult || '（空）'}`)
    default:
      // Among them TEMPLATESENDJOBFINISH: a bot that answers it with a template message never stops.
      return SILENCE
  }
}
