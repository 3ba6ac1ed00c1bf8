import type { Mutant } from './mutant.ts'

/** The reference bot with one fault each. */
export const livechatMutants: readonly Mutant[] = []
