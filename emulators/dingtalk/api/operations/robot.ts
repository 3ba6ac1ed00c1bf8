import type { DingtalkOperation } from '../operation.ts'

export const robotOperations: readonly DingtalkOperation[] = []
