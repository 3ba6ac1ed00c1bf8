import type { RemarkKind } from './kind.ts'

/** About openapi mistakes. */
export const openapiRemarks = {} as const satisfies Record<string, RemarkKind>
