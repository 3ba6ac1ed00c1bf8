import type { DingtalkOperation } from '../operation.ts'

export const agentOperations: readonly DingtalkOperation[] = []
