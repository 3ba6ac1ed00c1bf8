import type { Bilingual } from '../../core/journal-entries.ts'
import type { RemarkInfo } from '../../core/platform.ts'
import type { Dingtalk } from '../dingtalk.ts'
import { accessRemarks } from './access.ts'
import { agentRemarks } from './agent.ts'
import { cardRemarks } from './card.ts'
import { inboundRemarks } from './inbound.ts'
import { calls } from './in-general/calls.ts'
import { connections } from './in-general/connections.ts'
import type { InGeneral } from './in-general/in-general.ts'
import { surfaces } from './in-general/surfaces.ts'
import type { RemarkKind } from './kind.ts'
import { openapiRemarks } from './openapi.ts'
import { streamRemarks } from './stream.ts'
import { webhookRemarks } from './webhook.ts'

/** All that this platform can notice about a bot. */
export const REMARKS = {
  ...accessRemarks,
  ...inboundRemarks,
  ...webhookRemarks,
  ...openapiRemarks,
  ...cardRemarks,
  ...agentRemarks,
  ...streamRemarks,
} as const satisfies Record<string, RemarkKind>

export type RemarkCode = keyof typeof REMARKS

const IN_GENERAL: Readonly<Record<RemarkCode, InGeneral>> = { ...calls, ...surfaces, ...connections }

/** Every remark with what it says in general. */
export const remarkInfos: Readonly<Record<string, RemarkInfo>> = Object.fromEntries(
  Object.entries(REMARKS).map(([code, { severity, mend, source }]) => [
    code,
    { severity, mend, source, ...IN_GENERAL[code as RemarkCode] },
  ]),
)

/** What a remark is about. */
export interface RemarkAbout {
  readonly cause?: number | undefined
  readonly user?: string | undefined
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes a remark into the journal, as `dingtalk/<code>`. */
export function remark(dingtalk: Dingtalk, code: RemarkCode, what: Bilingual, about: RemarkAbout = {}): void {
  const { severity, mend, source, once }: RemarkKind = REMARKS[code]
  if (once === true) {
    if (dingtalk.remarked.has(code)) return
    dingtalk.remarked.add(code)
  }
  dingtalk.world.remark({ platform: 'dingtalk', code: `dingtalk/${code}`, severity, what, mend, source, ...about })
}
