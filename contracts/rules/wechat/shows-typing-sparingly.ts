import { formatDuration } from '../../../emulators/core/duration.ts'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { refusalOf } from './calls.ts'

const TOO_LATE = 45080
const STILL_ON = 45081
const EXCHANGE_MS = 30_000

export const showsTypingSparingly = defineRule({
  id: 'wechat/shows-typing-sparingly',
  severity: 'hint',
  title: {
    en: 'Typing is shown soon after a message, and again only when it has ended.',
    zh: '“正在输入”在消息后不久显示，结束之后才再次显示。',
  },
  why: {
    en: 'It lasts 15 s; a second call before is refused with 45081, and one later than 30 s after the last message in either direction with 45080.',
    zh: '它持续 15 秒，期间再次调用返回 45081；距最近一条消息超过 30 秒则返回 45080。',
  },
  mend: {
    en: 'Call it once when an answer takes longer, and every 15 s at most while it does.',
    zh: '回答较慢时调用一次，之后最多每 15 秒一次。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing',
  covers: ['W-42'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const typing = wechat.calls('wechat.message.custom.typing')
    // A user who has just left, or never was there, cannot be shown anything either; nobody could know.
    const isLate = (call: CallEntry): boolean =>
      wechat.lines.some((line) => line.conversation === call.user && line.at < call.at - EXCHANGE_MS) &&
      !wechat.lines.some(
        (line) => line.conversation === call.user && line.at >= call.at - EXCHANGE_MS && line.seq < call.seq,
      )
    for (const [at, call] of typing.entries()) {
      const code = Number(call.ended?.code)
      if (hearing.faultOn(call) !== undefined || (code !== STILL_ON && !(code === TOO_LATE && isLate(call)))) continue
      const before = typing.slice(0, at).findLast((other) => other.user === call.user && other.ended?.ok === true)
      const after = before === undefined ? undefined : formatDuration(call.at - before.at)
      yield {
        what: {
          en: `Typing for ${call.user ?? 'a user'} was refused${after === undefined ? '' : `, ${after} after it was shown`}: ${refusalOf(call)}.`,
          zh: `给 ${call.user ?? '用户'} 显示“正在输入”被拒绝${after === undefined ? '' : `，距上次显示 ${after}`}：${refusalOf(call)}。`,
        },
        cause: call.seq,
        user: call.user,
      }
    }
  },
})
