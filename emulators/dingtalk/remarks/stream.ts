import type { RemarkKind } from './kind.ts'

/** About stream mistakes. */
export const streamRemarks = {} as const satisfies Record<string, RemarkKind>
