import type { Rule } from '../rule.ts'
import { answersInTime } from './answers-in-time.ts'

/** What a bot must do on this platform. */
export const wechatRules: readonly Rule[] = [answersInTime]
