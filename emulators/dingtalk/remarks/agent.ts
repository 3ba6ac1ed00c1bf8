import type { RemarkKind } from './kind.ts'

/** About agent mistakes. */
export const agentRemarks = {} as const satisfies Record<string, RemarkKind>
