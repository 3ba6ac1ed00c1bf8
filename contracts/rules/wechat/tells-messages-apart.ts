import { quote } from '../../matching/difference.ts'
import type { HeardPush } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { answerTo } from './answers.ts'
import { nameOf } from './push.ts'

export const tellsMessagesApart = defineRule({
  id: 'wechat/tells-messages-apart',
  severity: 'broken',
  title: {
    en: 'Two messages or events are never taken for one.',
    zh: '不同的消息或事件不会被当成同一条。',
  },
  why: {
    en: 'Events have no MsgId, several of one user can come in one second, and two users have been seen with one MsgId: a key that is too wide drops what people really did.',
    zh: '事件没有 MsgId，同一用户一秒内可能有多个事件，也出现过两个用户共用一个 MsgId；去重键过宽会丢掉真实的消息。',
  },
  mend: {
    en: 'De-duplicate messages by FromUserName and MsgId, events by FromUserName, CreateTime, Event and EventKey.',
    zh: '消息按 FromUserName + MsgId 去重，事件按 FromUserName + CreateTime + Event + EventKey 去重。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Receiving_standard_messages.html',
  covers: ['W-10', 'W-13', 'WX-05'],
  *check(hearing) {
    const { pushes } = hearing.of('wechat')
    for (const [at, later] of pushes.entries()) {
      if (later.isDisturbed) continue
      const twin = pushes.slice(0, at).find((earlier) => resemble(earlier, later))
      if (twin === undefined || twin.isDisturbed) continue
      const first = answerTo(twin, hearing)
      const second = answerTo(later, hearing)
      if (first === undefined || (second === undefined ? !isSameKind(twin, later) : !isMixedUp(twin, later, second)))
        continue
      const how = second === undefined ? 'nothing' : `the answer to the other: ${quote(second)}`
      yield {
        what: {
          en: `${nameOf(twin.entry)} of ${twin.entry.user} was answered; ${nameOf(later.entry)} of ${later.entry.user}, which only resembles it, got ${how}.`,
          zh: `${twin.entry.user} 的 ${nameOf(twin.entry)} 得到了回复；${later.entry.user} 的 ${nameOf(later.entry)} 只是与之相似，${second === undefined ? '却没有回复' : `却得到了前者的回复：${quote(second)}`}。`,
        },
        cause: later.entry.seq,
        user: later.entry.user,
      }
    }
  },
})

/** Two users with one MsgId, or two different events of one user in one second. */
function resemble({ entry: a }: HeardPush, { entry: b }: HeardPush): boolean {
  if (a.ids['MsgId'] !== undefined) return a.ids['MsgId'] === b.ids['MsgId'] && a.user !== b.user
  const isOneSecond = a.ids['CreateTime'] !== undefined && a.ids['CreateTime'] === b.ids['CreateTime']
  return isOneSecond && a.user === b.user && (a.what !== b.what || a.ids['EventKey'] !== b.ids['EventKey'])
}

/** Some kinds of events are rightly answered with nothing, so silence tells only where the other was of the same kind. */
const isSameKind = (a: HeardPush, b: HeardPush): boolean => a.entry.what === b.entry.what

/** One sentence may well answer both, unless it names the key of the other event. */
function isMixedUp({ entry: a }: HeardPush, { entry: b }: HeardPush, answer: string): boolean {
  const [key, own] = [a.ids['EventKey'], b.ids['EventKey']]
  return key !== undefined && key.length > 1 && key !== own && answer.includes(key)
}
