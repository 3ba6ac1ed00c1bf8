import type { LegacyRow } from './refusal.ts'

/** Refusals of sendBySession and of the webhook of a custom robot. */
export const webhookErrors: readonly LegacyRow[] = []
