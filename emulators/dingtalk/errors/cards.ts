import type { GatewayRow } from './refusal.ts'

/** Refusals of the operations below `api/operations/` that concern cards. */
export const cardErrors: readonly GatewayRow[] = []
