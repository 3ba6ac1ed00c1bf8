import type { GatewayRow } from './refusal.ts'

/** Refusals of the operations below `api/operations/` that concern stream. */
export const streamErrors: readonly GatewayRow[] = []
