import type { GatewayRow } from './refusal.ts'

/** Refusals of the operations below `api/operations/` that concern robots. */
export const robotErrors: readonly GatewayRow[] = []
