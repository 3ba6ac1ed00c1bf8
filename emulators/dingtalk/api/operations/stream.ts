import type { DingtalkOperation } from '../operation.ts'

export const streamOperations: readonly DingtalkOperation[] = []
