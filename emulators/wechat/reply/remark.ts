import type { Severity } from '../../core/journal-entries.ts'
import type { Wechat } from '../wechat.ts'
import { LINTS, type LintCode } from './lints.ts'
import { REASONS } from './reasons.ts'
import type { Lint, Verdict } from './verdict.ts'

const SOURCE = 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html'

/** Lints that will sooner or later cost a message; the others are hints. */
const RISKY: ReadonlySet<LintCode> = new Set(['news-cut', 'replacement-character', 'plain-in-secure-mode'])

/** Writes what is wrong with an answer, and what is merely unwise, into the journal. `cause` is the push. */
export function remarkVerdict(wechat: Wechat, verdict: Verdict, user: string, cause: number): void {
  if ('reason' in verdict) {
    const { reason, found, expected, hint, library } = verdict
    const known = REASONS[reason]
    wechat.world.remark({
      platform: 'wechat',
      code: `wechat/reply-${reason}`,
      severity: 'broken',
      what: {
        en: `${known.cause.en} Got ${found}, expected ${expected}.${hint === undefined ? '' : ` ${hint}`}`,
        zh: `${known.cause.zh}实际：${found}；应为：${expected}。`,
      },
      mend: known.mend,
      source: SOURCE,
      user,
      cause,
      details: { reason, found, expected, ...(library === undefined ? {} : { library }) },
    })
  }
  remarkLints(wechat, verdict.lints, user, cause)
}

/** Writes lints into the journal. */
export function remarkLints({ world }: Wechat, lints: readonly Lint[], user: string, cause: number): void {
  for (const { code, found } of lints) {
    const { cause: what, mend } = LINTS[code]
    const severity: Severity = RISKY.has(code) ? 'risky' : 'hint'
    const shown = found === undefined ? what : { en: `${what.en} (${found})`, zh: `${what.zh}（${found}）` }
    world.remark({
      platform: 'wechat',
      code: `wechat/${code}`,
      severity,
      what: shown,
      mend,
      source: SOURCE,
      user,
      cause,
    })
  }
}
