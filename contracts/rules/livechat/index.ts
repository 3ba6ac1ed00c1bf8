import type { Rule } from '../rule.ts'

/** What a bot must do on this platform. */
export const livechatRules: readonly Rule[] = []
