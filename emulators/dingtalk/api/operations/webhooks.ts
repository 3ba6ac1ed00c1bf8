import type { DingtalkOperation } from '../operation.ts'

export const webhookOperations: readonly DingtalkOperation[] = []
