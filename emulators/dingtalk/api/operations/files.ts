import type { DingtalkOperation } from '../operation.ts'

export const fileOperations: readonly DingtalkOperation[] = []
