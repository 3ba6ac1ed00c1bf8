import type { Call } from '../../core/call.ts'
import type { DingtalkOperation } from '../api/operation.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'

const LIMITS = /\.Qp[sm]LimitFor/

/** The bot itself has called a card operation more often than its quota allows. */
export function noteTooOften(dingtalk: Dingtalk, call: Call, { id }: DingtalkOperation, refused: Refusal): void {
  if (refused.style !== 'gateway' || !LIMITS.test(refused.code)) return
  if (!id.startsWith('dingtalk.card.') && !id.startsWith('dingtalk.aiInteraction.')) return
  remark(
    dingtalk,
    'card-updates-too-often',
    {
      en: `${call.path} was refused with ${refused.code}: too many updates within the window of the quota.`,
      zh: `调用 ${call.path} 被 ${refused.code} 拒绝：更新过于频繁。`,
    },
    { cause: call.entry.seq },
  )
}
