import { defineRule } from '../rule.ts'
import { refusalOf, serviceMessages } from './calls.ts'

const CODES: readonly number[] = [45015, 45047]
const MOST = 2

export const stopsAtTheQuota = defineRule({
  id: 'wechat/stops-at-the-quota',
  severity: 'risky',
  title: {
    en: 'After 45015 or 45047 nothing more is sent until the user writes.',
    zh: '收到 45015 或 45047 后，用户再次发言前不再发送。',
  },
  why: {
    en: 'The window and the count open again only by something the user does; every further call is refused as well and counts against the day’s quota.',
    zh: '只有用户的动作才会重新打开时限和条数；继续调用仍会被拒绝，还会占用当天额度。',
  },
  mend: {
    en: 'Count along (five within 48 h of a message, three within a minute of a tap, scan or follow), and stop at the first refusal.',
    zh: '自行计数（用户发言后 48 小时内 5 条；点击、扫码、关注后一分钟内 3 条），遇到第一次拒绝即停止。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/kf/intro.md',
  covers: ['W-38', 'WX-17'],
  *check(hearing) {
    const { pushes } = hearing.of('wechat')
    const refusals = new Map<string, number>()
    for (const { call, user } of serviceMessages(hearing.of('wechat'))) {
      if (user === undefined || !CODES.includes(Number(call.ended?.code))) continue
      // Whatever the user has done since begins a new count.
      const latest = pushes.findLast(({ entry }) => entry.user === user && entry.seq < call.seq)
      const turn = `${user} ${latest?.entry.seq ?? 0}`
      const count = (refusals.get(turn) ?? 0) + 1
      refusals.set(turn, count)
      if (count !== MOST + 1) continue
      yield {
        what: {
          en: `${count} service messages to ${user} were refused one after another: ${refusalOf(call)}.`,
          zh: `连续 ${count} 条发给 ${user} 的客服消息被拒绝：${refusalOf(call)}。`,
        },
        cause: call.seq,
        user,
      }
    }
  },
})
