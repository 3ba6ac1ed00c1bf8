import type { Dingtalk } from '../dingtalk.ts'
import { gateway } from '../errors/index.ts'
import type { Refusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import type { Turn } from './agent.ts'

type Allowed = Readonly<Partial<Record<Turn['origin'], true>>>

/** Which tokens each call takes: the reply and the active mode have tokens of their own, and both change a tapped card. */
const ALLOWED = {
  reply: { message: true, tap: true },
  update: { prepare: true, message: true, tap: true },
  finish: { prepare: true },
} as const satisfies Record<string, Allowed>

const NAMES = {
  message: { en: 'a question', zh: '提问' },
  prepare: { en: 'prepare', zh: 'prepare' },
  tap: { en: 'a tap on a card', zh: '卡片点击' },
}

/** The turn a call speaks of, when its token is one that this call takes. */
export function turnOf(
  dingtalk: Dingtalk,
  token: string,
  call: keyof typeof ALLOWED,
  cause: number,
): { readonly ok: true; readonly turn: Turn } | Refusal {
  const turn = dingtalk.agent.withToken(token)
  const allowed: Allowed = ALLOWED[call]
  if (turn !== undefined && !turn.isOver && allowed[turn.origin] === true) return { ok: true, turn }
  const what =
    turn === undefined
      ? { en: 'a token that is unknown or has expired', zh: '未知或已过期的凭证' }
      : turn.isOver
        ? { en: 'a token that was finished', zh: '已经 finish 的凭证' }
        : { en: `a token that came from ${NAMES[turn.origin].en}`, zh: `来自${NAMES[turn.origin].zh}的凭证` }
  remark(
    dingtalk,
    'agent-token-misused',
    { en: `${call} was called with ${what.en}.`, zh: `${call} 使用了${what.zh}。` },
    { cause, user: turn?.person },
  )
  return gateway('invalid.conversation.token')
}
