import type { Rule } from '../rule.ts'
import { answersARepeatedPushOnce } from './answers-a-repeated-push-once.ts'
import { goesOnWithoutAKnownConversation } from './goes-on-without-a-known-conversation.ts'
import { stopsWhenHungUp } from './stops-when-hung-up.ts'

/** What a bot must do on this platform. */
export const livechatRules: readonly Rule[] = [
  goesOnWithoutAKnownConversation,
  answersARepeatedPushOnce,
  stopsWhenHungUp,
]
