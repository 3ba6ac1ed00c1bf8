import type { Wechat } from '../wechat.ts'
import { isRisky, LINTS } from './lints.ts'
import { REASONS, REPLY_SOURCE } from './reasons.ts'
import type { Lint, Verdict } from './verdict.ts'

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
      source: REPLY_SOURCE,
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
    const shown = found === undefined ? what : { en: `${what.en} (${found})`, zh: `${what.zh}（${found}）` }
    world.remark({
      platform: 'wechat',
      code: `wechat/${code}`,
      severity: isRisky(code) ? 'risky' : 'hint',
      what: shown,
      mend,
      source: REPLY_SOURCE,
      user,
      cause,
    })
  }
}
