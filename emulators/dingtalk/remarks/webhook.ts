import type { RemarkKind } from './kind.ts'

/** About webhook mistakes. */
export const webhookRemarks = {} as const satisfies Record<string, RemarkKind>
