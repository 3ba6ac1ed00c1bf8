import type { Rule } from '../rule.ts'

/** What a bot must do on every platform. */
export const acrossRules: readonly Rule[] = []
