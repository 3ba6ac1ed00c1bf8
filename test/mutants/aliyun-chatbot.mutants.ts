import type { Mutant } from './mutant.ts'

/** The reference bot with one fault each. */
export const aliyunChatbotMutants: readonly Mutant[] = []
