import type { RemarkKind } from './kind.ts'

/** About card mistakes. */
export const cardRemarks = {} as const satisfies Record<string, RemarkKind>
