import type { CallEntry, TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import { defineRule } from '../rule.ts'
import { serviceMessages } from './calls.ts'

const SHOWN_MS = 15_000

/** Something else was shown since, or the user was handed over to a person while typing was on its way. */
const endsIt = (line: TranscriptLine, typing: CallEntry): boolean =>
  line.kind === 'transfer'
    ? line.at > typing.at - SHOWN_MS
    : line.who !== 'user' && line.kind !== 'typing' && line.seq > typing.seq

export const endsTyping = defineRule({
  id: 'wechat/ends-typing',
  severity: 'hint',
  title: { en: 'Where typing was shown, something follows.', zh: '显示“正在输入”之后要有下文。' },
  why: {
    en: 'The user reads 对方正在输入 for 15 s; then it is gone, and nothing says that no answer will come.',
    zh: '用户会看到 15 秒“对方正在输入”，随后消失，也不知道不会再有回复。',
  },
  mend: {
    en: 'Answer, or end it with CancelTyping; show it again after 15 s as long as the bot is at work.',
    zh: '给出回复，或用 CancelTyping 结束；仍在处理时每 15 秒再次显示。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing',
  covers: ['W-42'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const typing = wechat.calls('wechat.message.custom.typing').filter((call) => call.ended?.ok === true)
    for (const user of new Set(typing.map((call) => call.user))) {
      const last = typing.findLast((call) => call.user === user)!
      const { command, touser } = last.input as { command?: string; touser?: string }
      if (command !== 'Typing' || hearing.endedAt - last.at < SHOWN_MS) continue
      if (hearing.wasRestarted(last.at, hearing.endedAt)) continue
      const isFollowed =
        wechat.lines.some((line) => line.conversation === user && endsIt(line, last)) ||
        serviceMessages(wechat).some(({ call, to }) => call.seq > last.seq && to === touser)
      if (isFollowed) continue
      yield {
        what: {
          en: `${user} was shown typing, and in ${Math.round((hearing.endedAt - last.at) / 1000)} s nothing followed.`,
          zh: `${user} 看到“正在输入”，${Math.round((hearing.endedAt - last.at) / 1000)} 秒内没有下文。`,
        },
        cause: last.seq,
        user,
      }
    }
  },
})
