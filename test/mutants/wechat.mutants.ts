import type { Mutant } from './mutant.ts'

/** The reference bot with one fault each. */
export const wechatMutants: readonly Mutant[] = [
  {
    rule: 'wechat/answers-in-time',
    about: 'waits for the model before it answers, whatever WeChat does meanwhile',
    of: 'reference-bot/wechat/turn.ts',
    replace: 'if (wasBusy && Date.now() + ms < since + HANGS_UP_MS) waitAtMost(ms, since)',
    by: 'if (policy.serviceMessages) return; else if (wasBusy) waitAtMost(ms, since)',
    scenario: 'wechat/slow-model',
    variant: '40s',
    says: /^MsgId \d+ \(text\) was delivered 3 times and never answered within 5 s/,
  },
]
