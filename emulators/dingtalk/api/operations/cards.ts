import type { DingtalkOperation } from '../operation.ts'

export const cardOperations: readonly DingtalkOperation[] = []
