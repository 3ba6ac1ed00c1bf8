import { formatDuration } from '../../../emulators/core/duration.ts'
import type { Bilingual } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../../matching/difference.ts'
import type { Hearing } from '../hearing.ts'
import { defineRule, type Rule } from '../rule.ts'
import { refusalOf, serviceMessages, type ServiceMessage } from './calls.ts'
import { nameOf } from './push.ts'

const WINDOW: readonly number[] = [45015, 45047]
const PERMISSION: readonly number[] = [40200, 48001]
/** Told by `wechat/splits-by-bytes`. */
const LENGTH = 45002

const SOURCE = 'https://developers.weixin.qq.com/doc/subscription/guide/product/kf/intro.md'

/**
 * A rule for one reason for which a service message is refused: what it said has to reach the user all the same. That can
 * be told only once the user has written again: until then a sound bot may be keeping it.
 */
function survivesRefusal(
  isMeant: (code: number) => boolean,
  rule: Omit<Rule, 'check' | 'severity' | 'source'> & { readonly source?: string },
): Rule {
  return defineRule({
    severity: 'risky',
    source: SOURCE,
    ...rule,
    *check(hearing) {
      const { pushes } = hearing.of('wechat')
      const sent = serviceMessages(hearing.of('wechat'))
      const told = new Set<string>()
      for (const message of sent) {
        const { call, user, text } = message
        if (call.ended?.ok !== false || !isMeant(Number(call.ended.code ?? 0)) || user === undefined) continue
        const begin = beginningOf(text)
        if (begin === '' || told.has(`${user} ${begin}`)) continue
        told.add(`${user} ${begin}`)
        const next = pushes.find(
          ({ entry, isDisturbed }) =>
            !isDisturbed && entry.user === user && entry.seq > call.seq && !entry.what.startsWith('event'),
        )
        if (next === undefined || wasShown(message, hearing)) continue
        if (hearing.wasRestarted(call.at, next.entry.ended.at)) continue
        const since = WINDOW.includes(Number(call.ended.code)) ? tellWindow(message, sent, hearing) : undefined
        yield {
          what: {
            en: `The service message ${quote(text)} to ${user} was refused: ${refusalOf(call)}.${since?.en ?? ''} ${user} wrote again (${nameOf(next.entry)}) and has never read it.`,
            zh: `发给 ${user} 的客服消息 ${quote(text)} 被拒绝：${refusalOf(call)}。${since?.zh ?? ''}之后 ${user} 又发了消息（${nameOf(next.entry)}），却一直没有看到它。`,
          },
          cause: call.seq,
          user,
          details: { code: call.ended.code },
        }
      }
    },
  })
}

/** Enough to recognise a text by when it comes in other portions, or after something else. */
const beginningOf = (text: string): string => text.trim().slice(0, 12)

function wasShown({ call, user, text }: ServiceMessage, hearing: Hearing): boolean {
  return hearing
    .of('wechat')
    .lines.some(
      (line) =>
        line.who === 'bot' && line.user === user && line.seq > call.seq && line.text.includes(beginningOf(text)),
    )
}

/** What the user did last, how long before, and how many messages have followed it: what the window is about. */
function tellWindow({ call, user }: ServiceMessage, sent: readonly ServiceMessage[], hearing: Hearing): Bilingual {
  const before = hearing.of('wechat').pushes.findLast(({ entry }) => entry.user === user && entry.seq < call.seq)
  if (before === undefined) return { en: '', zh: '' }
  const ago = formatDuration(call.at - before.entry.at)
  const number = sent.filter(
    (other) => other.user === user && other.call.seq > before.entry.seq && other.call.seq <= call.seq,
  ).length
  return {
    en: ` It was service message ${number} after ${nameOf(before.entry)}, ${ago} before.`,
    zh: `这是 ${nameOf(before.entry)}（${ago} 前）之后的第 ${number} 条客服消息。`,
  }
}

const keep = {
  en: 'Keep what was refused and show it with the answer to the user’s next message (or as a template message).',
  zh: '保留被拒绝的内容，在用户下次发言时一并回复（或改用模板消息）。',
}

export const keepsWithinTheWindow = survivesRefusal((code) => WINDOW.includes(code), {
  id: 'wechat/keeps-within-the-window',
  title: {
    en: 'What may not be sent now reaches the user with the next message.',
    zh: '超出客服消息时限或条数的内容，等用户下次发言时给出。',
  },
  why: {
    en: 'Service messages are allowed for 48 h after a message of the user, five of them (three within a minute of a tap, scan or follow); beyond that WeChat answers HTTP 200 with 45015 or 45047.',
    zh: '用户发消息后 48 小时内最多 5 条客服消息（点击菜单、扫码、关注后一分钟内 3 条）；超出后微信仍返回 HTTP 200，errcode 为 45015 或 45047。',
  },
  mend: keep,
  covers: ['W-38', 'W-39', 'WX-17', 'X-01'],
})

export const knowsItsPermissions = survivesRefusal((code) => PERMISSION.includes(code), {
  id: 'wechat/knows-its-permissions',
  title: {
    en: 'On an account without service messages answers travel another way.',
    zh: '没有客服消息权限的账号要用其他方式回复。',
  },
  why: {
    en: 'Only verified accounts have service messages. A test account has them too, so the gap shows only in production: 48001.',
    zh: '只有已认证的账号才有客服消息；测试号也有，因此往往上线后才发现 48001。',
  },
  mend: {
    en: 'Answer passively on such an account: hold deliveries 1 and 2, answer 3, and keep what is late for the next message.',
    zh: '此类账号请使用被动回复：拖住前两次投递，第三次回复；更晚的结果等用户下次发言时给出。',
  },
  source: 'https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Explanation_of_interface_privileges.html',
  covers: ['WX-06'],
})

export const readsErrcode = survivesRefusal(
  (code) => !WINDOW.includes(code) && !PERMISSION.includes(code) && code !== LENGTH,
  {
    id: 'wechat/reads-errcode',
    title: {
      en: 'A refused service message is repeated, or kept for later.',
      zh: '被拒绝的客服消息要重试，或留到之后发送。',
    },
    why: {
      en: 'WeChat refuses with HTTP 200 and an errcode in the body; a bot that looks at the status alone logs “sent” and the user has nothing.',
      zh: '微信拒绝时也返回 HTTP 200，错误在正文的 errcode 里；只看状态码的机器人以为已发送，用户却什么也没收到。',
    },
    mend: {
      en: 'Sent means errcode 0. Repeat on -1 and on a broken connection, fetch a token on 40001 and 42001, and keep the text for the next message otherwise.',
      zh: 'errcode 为 0 才算成功。-1 或连接中断时重试，40001、42001 时刷新 token 后重试，其他情况留到用户下次发言。',
    },
    source: 'https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html',
    covers: ['W-56', 'X-01'],
  },
)
