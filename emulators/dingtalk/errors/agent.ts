import type { GatewayRow } from './refusal.ts'

/** Refusals of the operations below `api/operations/` that concern agent. */
export const agentErrors: readonly GatewayRow[] = []
